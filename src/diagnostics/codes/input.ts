import { code } from '../code.js';

/** What can be wrong with the files that a command is given. */
export const inputCodes = {
  'cannot-read': code<{ reason: string }>({
    severity: 'error',
    title: 'A file cannot be read',
    message: ({ reason }) => `cannot read this: ${reason}`,
    cause: 'The file or folder does not exist, or may not be read.',
    remedy: 'check the path and its permissions',
    example: { wrong: 'alida-argo generate servce.json', right: 'alida-argo generate service.json' },
  }),
  'too-much-work': code<{ what: string }>({
    severity: 'error',
    title: 'A request takes too much to answer',
    message: ({ what }) => `to compile this takes ${what}`,
    cause: 'The hook gives each request a limited time and memory, so that none keeps it from the others.',
    remedy: 'send less at once, or raise --deadline of alida-argo serve',
  }),
  'more-findings': code<{ error: number; warning: number; info: number }>({
    severity: 'info',
    title: 'Not everything is told',
    message: ({ error, info, warning }) =>
      `not told: ${error} more errors, ${warning} more warnings, ${info} more notes`,
    cause: 'Of an input with very many mistakes the first 200 are told, errors first.',
    remedy: 'mend what is told, and run the command again',
  }),
  'unknown-document': code<{ near?: string | undefined; profile?: boolean }>({
    severity: 'error',
    title: 'Neither a service definition, nor a profile, nor a workflow',
    message: ({ profile }) =>
      profile === undefined
        ? 'this is neither a service definition nor a platform profile nor a workflow'
        : 'this is a platform profile, and neither a service definition nor a workflow',
    cause: 'A service definition has a name and a list of properties; the others say their kind.',
    remedy: [{ value: '<near>' }, 'give a service definition, or compare with `alida-argo schema service`'],
    example: { wrong: '{"services": []}', right: '{"name": "kmeans", "properties": []}' },
  }),
  'not-a-profile': code<{ near?: string | undefined }>({
    severity: 'error',
    title: '--profile names a file that is no profile',
    message: () => 'this is no platform profile',
    cause: 'A profile says apiVersion: alida-argo/v1 and kind: PlatformProfile.',
    remedy: [{ value: '<near>' }, 'add the two lines, or compare with `alida-argo schema platform`'],
    example: { wrong: 'namespace: prod', right: 'apiVersion: alida-argo/v1\nkind: PlatformProfile\nnamespace: prod' },
  }),
  'nothing-to-import': code<object>({
    severity: 'error',
    title: 'Nothing that can be imported',
    message: () => 'nothing here can be read as a spark-submit command or a SparkApplication',
    cause:
      "import reads client scripts in the shape of Alida's, spark-submit command lines and SparkApplications of the Spark operator; one that is data of a program, such as a Python dictionary, it does not read.",
    remedy: 'name the file that calls spark-submit',
    example: {
      wrong: 'alida-argo import README.md --out kmeans',
      right: 'alida-argo import entrypoint.sh --out kmeans',
    },
  }),
  'no-definition': code<object>({
    severity: 'error',
    title: 'Nothing to compile',
    message: () => 'there is no service definition here',
    cause: 'None of the files is a service definition or a workflow.',
    remedy: 'name a definition, or a folder that holds one',
    example: { wrong: 'alida-argo generate empty/', right: 'alida-argo generate services/' },
  }),
  'same-template': code<{ name: string; namespace: string; other: string; versions: boolean }>({
    severity: 'error',
    title: 'Two services become one WorkflowTemplate',
    message: ({ name, namespace, other }) =>
      `${other} also becomes the WorkflowTemplate ${name} in namespace ${namespace}`,
    cause: 'The second manifest would replace the first.',
    remedy: [
      { if: 'versions', say: "rename one of the services, or let the profile's naming pattern hold {version}" },
      'rename one of the services',
    ],
    example: { wrong: '"naming": "{name}"', right: '"naming": "{name}-{version}"' },
  }),
  'same-profile': code<{ name: string; other: string }>({
    severity: 'error',
    title: 'Two profiles have one name',
    message: ({ name, other }) => `${other} is also named ${name}`,
    cause: "With several profiles each one's manifests go to a folder of its name.",
    remedy: 'give each profile a name of its own',
    example: { wrong: 'name: prod … name: prod', right: 'name: dev … name: prod' },
  }),
} as const;
