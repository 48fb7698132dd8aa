import { code } from '../code.js';

const written = { value: '<near>', say: 'write `<near>`' };
const list = (words: readonly string[]): string => (words.length > 0 ? words.join(', ') : 'none');

/** What can be wrong with a workflow of services. */
export const workflowCodes = {
  'several-exports': code<{ other: string }>({
    severity: 'error',
    title: 'Several documents to export',
    message: ({ other }) => `${other} is to be exported too`,
    cause: 'An export is one workflow with the services that it names, or one service, for one cluster.',
    remedy: 'export one at a time, or use `alida-argo generate`, which takes many',
    example: { wrong: 'alida-argo export churn.yaml fraud.yaml', right: 'alida-argo generate churn.yaml fraud.yaml' },
  }),
  'duplicate-step': code<{ step: string; line: number }>({
    severity: 'error',
    title: 'Two steps with one name',
    message: ({ step, line }) => `the step \`${step}\` is already on line ${line}`,
    cause: 'Edges and Argo know a step by its name.',
    remedy: 'rename one of the two (line <line> and here)',
    example: { wrong: '- name: train … - name: train', right: '- name: train-forest … - name: train-trees' },
  }),
  'unknown-service': code<{
    service: string;
    near?: string | undefined;
    /** The name or the version at the place. Where only another is meant that has no version, the one there goes. */
    write?: string | undefined;
    known: readonly string[];
  }>({
    severity: 'error',
    title: 'A step runs a service that nobody defines',
    message: ({ service, near }) =>
      `there is no definition of ${service}${near === undefined ? '' : `; did you mean ${near}?`}`,
    cause: "A step's service must be among the workflow's own services or the other inputs.",
    remedy: [
      { value: '<write>' },
      { if: 'near', delete: 'version' },
      'add its definition to `services`; those given are <known>',
    ],
    example: { wrong: 'service: { name: churn-trian }', right: 'service: { name: churn-train }' },
  }),
  'ambiguous-service': code<{
    service: string;
    found: readonly string[];
    /** Whether they have one each. */
    versions: boolean;
  }>({
    severity: 'error',
    title: 'A step may mean several services',
    message: ({ service, found }) => `${service} is defined ${found.length} times: ${list(found)}`,
    cause: 'Nobody can say which of them the step is to run.',
    remedy: [
      { if: 'versions', say: 'add the version to `service`, or give one definition only' },
      'give one definition only, or another version to each',
    ],
    example: { wrong: 'service: { name: churn-train }', right: 'service: { name: churn-train, version: 1.0.0 }' },
  }),
  'unused-service': code<{ service: string }>({
    severity: 'info',
    title: 'A service that no step runs',
    message: ({ service }) => `no step runs ${service}`,
    cause: 'Of the services that a workflow holds, those are checked and made that its steps name.',
    remedy: 'name it in a step, or take it out',
    example: { wrong: 'services: [{name: train, …}], steps: []', right: 'steps: [{name: a, service: {name: train}}]' },
  }),
  'unknown-step': code<{ step: string; near?: string | undefined; known: readonly string[] }>({
    severity: 'error',
    title: 'An edge to a step that does not exist',
    message: ({ step, near }) =>
      `there is no step \`${step}\`${near === undefined ? '' : `; did you mean \`${near}\`?`}`,
    cause: 'An edge goes from one step of the workflow to another.',
    remedy: [written, 'write one of <known>'],
    example: {
      wrong: 'from: { step: ingets, port: output-dataset }',
      right: 'from: { step: ingest, port: output-dataset }',
    },
  }),
  'unknown-port': code<{
    port: string;
    direction: string;
    step: string;
    near?: string | undefined;
    known: readonly string[];
  }>({
    severity: 'error',
    title: 'An edge to a port that does not exist',
    message: ({ port, direction, step, near }) =>
      `the step \`${step}\` has no ${direction} port \`${port}\`${near === undefined ? '' : `; did you mean \`${near}\`?`}`,
    cause:
      "An edge goes from an output port to an input port. Ports are a service's application properties with keys such as output-dataset or input-model-2.",
    remedy: [written, 'its <direction> ports are: <known>'],
    example: {
      wrong: 'from: { step: ingest, port: input-dataset }',
      right: 'from: { step: ingest, port: output-dataset }',
    },
  }),
  'port-types-differ': code<{ from: string; to: string }>({
    severity: 'error',
    title: 'An edge between ports of different types',
    message: ({ from, to }) => `this edge carries a ${from} into a port for a ${to}`,
    cause: 'The step would read something of another kind than it can understand.',
    remedy: 'connect it with a port for a <from>',
    example: {
      wrong: 'from: { step: prepare, port: output-dataset }, to: { step: evaluate, port: input-model }',
      right: 'from: { step: train, port: output-model }, to: { step: evaluate, port: input-model }',
    },
  }),
  'port-connected-twice': code<{ port: string; step: string; line: number }>({
    severity: 'error',
    title: 'Two edges end in one port',
    message: ({ port, step, line }) => `the edge on line ${line} also ends in \`${port}\` of \`${step}\``,
    cause: 'A port is one argument: it holds one location.',
    remedy: {
      delete: 'this edge',
      say: 'remove one of the two edges (line <line> and here), or give the service a second port',
    },
    example: { wrong: 'two edges to input-model', right: 'one edge to input-model-1, one to input-model-2' },
  }),
  'port-connected-and-set': code<{ port: string; line: number }>({
    severity: 'error',
    title: 'A port has both an edge and a value',
    message: ({ port, line }) => `\`${port}\` is set here, but the edge on line ${line} decides it`,
    cause: "A connected input port holds the location that the other step's output port names.",
    remedy: { delete: 'this value', say: 'remove this value, or the edge to `<port>`' },
    example: { wrong: 'values: { input-dataset: s3a://… }, with an edge to input-dataset', right: 'only the edge' },
  }),
  'unconnected-input': code<{ port: string; step: string; type: string }>({
    severity: 'error',
    title: 'A mandatory input is not connected',
    message: ({ port, step }) => `nothing is connected to \`${port}\` of \`${step}\`, and it has no value`,
    cause: 'The service cannot run without it.',
    remedy: 'draw an edge to it from a step that writes a <type>, or set `<port>` in `values`',
    example: {
      wrong: 'a step without an edge to its input-dataset',
      right: 'to: { step: prepare, port: input-dataset }',
    },
  }),
  'workflow-cycle': code<{ steps: readonly string[] }>({
    severity: 'error',
    title: 'The workflow runs in a circle',
    message: ({ steps }) => `these steps wait for one another: ${steps.join(' → ')}`,
    cause: 'A step starts when all steps before it have succeeded; in a circle none ever starts.',
    remedy: 'remove one of the edges between them',
    example: { wrong: 'a → b, b → a', right: 'a → b' },
  }),
  'unknown-property': code<{ key: string; service: string; near?: string | undefined; known: readonly string[] }>({
    severity: 'error',
    title: 'A value for a property that the service does not have',
    message: ({ key, service, near }) =>
      `${service} has no property \`${key}\`${near === undefined ? '' : `; did you mean \`${near}\`?`}`,
    cause: 'The program would never see the value.',
    remedy: [{ key: '<near>', say: 'write `<near>`' }, 'its properties are <known>'],
    example: { wrong: 'values: { max-itre: 20 }', right: 'values: { max-iter: 20 }' },
  }),
  'fixed-property-set': code<{ key: string; service: string }>({
    severity: 'error',
    title: 'A value for a property that is fixed',
    message: ({ key, service }) => `\`${key}\` is fixed in the definition of ${service}`,
    cause:
      "Static and resource properties, and the platform's own keys, are part of the service's WorkflowTemplate, which all steps share.",
    remedy: 'change `<key>` in the definition, or make it an application property there',
    example: { wrong: 'values: { spark.kubernetes.namespace: dev }', right: 'values: { max-iter: 20 }' },
  }),
  'same-location': code<{ location: string; other: string }>({
    severity: 'warning',
    title: 'Two steps write to one location',
    message: ({ location, other }) => `${other} also writes to ${location}`,
    cause: 'One of them replaces what the other wrote, or fails because something is there.',
    remedy: 'set another location in `values` of one of the steps, or leave it out: then each has its own',
    example: { wrong: 'values: { output-dataset: s3a://alida/out } in two steps', right: 'values: {}' },
  }),
  'other-namespace': code<{ service: string; namespace: string; workflow: string }>({
    severity: 'error',
    title: 'A service runs in another namespace than its workflow',
    message: ({ service, namespace, workflow }) =>
      `${service} is for namespace ${namespace}, the workflow for ${workflow}`,
    cause: 'Argo finds the WorkflowTemplate of a step only in the namespace of the workflow.',
    remedy: 'take spark.kubernetes.namespace out of the definition, and let the profile name the namespace',
    example: {
      wrong: '"key": "spark.kubernetes.namespace", "defaultValue": "dev"',
      right: 'namespace: dev in the profile',
    },
  }),
  'image-missing': code<object>({
    severity: 'error',
    title: 'No image',
    message: () => 'this service names no image',
    cause: 'A service without Spark runs the image that its `url` names.',
    remedy: 'add "url": "docker://REGISTRY/IMAGE:TAG" to the definition',
    example: {
      wrong: '"name": "churn-ingest"',
      right: '"name": "churn-ingest", "url": "docker://registry.example/ingest:1.0.0"',
    },
  }),
} as const;
