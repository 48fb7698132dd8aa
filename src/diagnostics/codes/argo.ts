import { code, shortened } from '../code.js';

export const argoCodes = {
  'version-missing': code<{ naming: string }>({
    severity: 'error',
    title: 'The name needs a version',
    message: ({ naming }) => `the profile names templates ${naming}, but there is no version`,
    cause: 'With {version} in the naming pattern two versions of a service live side by side; each must have one.',
    remedy: 'add "version" here',
    example: { wrong: '"name": "kmeans"', right: '"name": "kmeans", "version": "1.0.1"' },
  }),
  'name-too-long': code<{ name: string; longest: number }>({
    severity: 'error',
    title: "The WorkflowTemplate's name is too long",
    message: ({ name, longest }) => `${name} has more than ${longest} characters`,
    cause: 'Kubernetes limits the names of workflows and of what is made from them; cut, two names could become one.',
    remedy: "shorten the name, or the profile's naming pattern",
    example: { wrong: '"naming": "alida-services-{name}-{version}"', right: '"naming": "{name}-{version}"' },
  }),
  'parameter-collision': code<{ key: string; other: string; name: string }>({
    severity: 'error',
    title: 'Two keys become one parameter',
    message: ({ key, other, name }) => `${key} and ${other} would both be the parameter ${name}`,
    cause:
      'A run gives a value by the name of its parameter: a key, with a dash for what Argo does not take in a name. A workflow has names of its own, too: `location`, and STEP_KEY for the keys of its steps.',
    remedy: 'rename <key>',
    example: { wrong: '"key": "max.iter" … "key": "max-iter"', right: '"key": "max-iter"' },
  }),
  'no-schedule': code<{ text: string; what: string; better?: string | undefined }>({
    severity: 'error',
    title: 'A time that Argo cannot read',
    message: ({ text, what }) => `${shortened(text)} is no schedule: ${what}`,
    cause:
      'Argo takes five fields, minute, hour, day of the month, month and day of the week (0 to 6, Sunday is 0), each a number, a range, a list, `*` or a step of these (`*/15`); no seconds and no names.',
    remedy: [
      { value: '<better>', safe: true },
      'write it as Argo reads it: 30 6 * * 1-5 is half past six on working days',
    ],
    example: { wrong: 'cron: 0 0 3 * * MON', right: 'cron: 0 3 * * 1' },
  }),
  'unknown-time-zone': code<{ zone: string; near?: string | undefined }>({
    severity: 'warning',
    title: 'A time zone that is not known',
    message: ({ near, zone }) => `no time zone is called ${zone}${near === undefined ? '' : `; did you mean ${near}?`}`,
    cause: 'Argo looks it up by its IANA name; where it finds none, no run ever begins.',
    remedy: [{ value: '<near>' }, 'write an IANA name, such as Europe/Rome'],
    example: { wrong: 'timezone: Europe/Roma', right: 'timezone: Europe/Rome' },
  }),
  'schedule-without-value': code<{ name: string; parameter: string }>({
    severity: 'error',
    title: 'A scheduled run would lack a value',
    message: ({ name, parameter }) => `runs of ${name} need a value of ${parameter}, and nobody is there to give one`,
    cause:
      'A mandatory property without a value is asked for at submit; a run that begins by itself would fail at once.',
    remedy: 'add to the schedule: parameters: {<parameter>: VALUE}',
    example: { wrong: 'cron: 0 3 * * *', right: 'cron: 0 3 * * *\nparameters: {input-dataset: s3a://bucket/day}' },
  }),
  'unknown-schedule-parameter': code<{
    name: string;
    parameter: string;
    near?: string | undefined;
    known: readonly string[];
  }>({
    severity: 'error',
    title: 'A schedule gives a value to no parameter',
    message: ({ name, near, parameter }) =>
      `${name} has no run-time parameter ${parameter}${near === undefined ? '' : `; did you mean ${near}?`}`,
    cause: 'Argo would take the value and drop it.',
    remedy: [{ key: '<near>' }, 'write one of <known>'],
    words: ({ known }) => ({ known: known.length > 0 ? known : undefined }),
    example: { wrong: 'parameters: {max_iter: 20}', right: 'parameters: {max-iter: 20}' },
  }),
  placeholder: code<{ tag: string; what: string }>({
    severity: 'error',
    title: 'Argo would change this text',
    message: ({ tag, what }) => `${what}: ${tag}`,
    cause: 'Argo replaces {{tags}} in every text of a template and has no way to escape them.',
    remedy: 'write it without the braces, or keep it in a file of the application image or in a dataset',
    example: { wrong: '"defaultValue": "{{workflow.name}}"', right: '"defaultValue": "workflow name"' },
  }),
  'argument-too-long': code<{ name: string; size: number; limit: number }>({
    severity: 'error',
    title: 'The value is too long for an argument',
    message: ({ name, size, limit }) => `${name} has ${size} KiB; ${limit} KiB is the most`,
    cause:
      'Linux starts no program with a longer argument or variable; dollar signs count twice, for Kubernetes reads two as one.',
    remedy: 'put it into a file of the application image or a dataset',
    example: { wrong: '"defaultValue": "…150 KB…"', right: '"defaultValue": "local:///app/data/table.csv"' },
  }),
  'template-too-large': code<{
    size: number;
    limit: number;
    /** It has more, because of these. */
    more?: 'steps' | 'value';
    kind?: string;
    steps?: number;
  }>({
    severity: 'error',
    title: 'The WorkflowTemplate is too large',
    message: ({ kind = 'WorkflowTemplate', size, limit, more }) =>
      `the ${kind} has ${more ? 'more than ' : ''}${size} KiB; ${limit} KiB is the most`,
    cause: 'Kubernetes stores an object of at most 1 MiB, and Argo keeps a copy of the template in every Workflow.',
    remedy: [
      { if: 'many', say: 'make several workflows of it' },
      { if: 'steps', say: 'make several workflows of its <steps> steps, or move long values into a dataset' },
      'move long values out of the definition: into a file of the application image or a dataset',
    ],
    words: ({ more }) => ({ many: more === 'steps' }),
    example: { wrong: '"defaultValue": "…300 KB…"', right: '"defaultValue": "local:///app/data/table.csv"' },
  }),
} as const;
