import hookSchema from '../../schemas/hook.schema.json' with { type: 'json' };
import serviceSchema from '../../schemas/service.schema.json' with { type: 'json' };
import workflowSchema from '../../schemas/workflow.schema.json' with { type: 'json' };
import { version } from '../version.js';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Members = Record<string, Json>;

// Of JSON Schema's own housekeeping, and of the generator of types.
const dropped = new Set(['$schema', '$id', '$comment', 'tsType', 'definitions']);

/** A schema as a component: its references lead to the other components. */
function component(schema: Json, prefix: string): Json {
  if (Array.isArray(schema)) return schema.map((item) => component(item, prefix));
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(([key]) => !dropped.has(key));
  return Object.fromEntries(
    kept.map(([key, value]) => {
      if (key !== '$ref' || typeof value !== 'string') return [key, component(value, prefix)];
      return [key, value.replace('#/definitions/', `#/components/schemas/${prefix}`)];
    }),
  );
}

function components(schema: unknown, prefix: string): Members {
  const { definitions } = schema as { definitions: Members };
  return Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [prefix + name, component(definition, prefix)]),
  );
}

const ref = (name: string): Members => ({ $ref: `#/components/schemas/${name}` });
const content = (schema: Members, type = 'application/json'): Members => ({ [type]: { schema } });

const problems: Readonly<Record<string, string>> = {
  400: 'The body cannot be read (no JSON or YAML, or nothing that could be read without doubt), or the query.',
  401: 'The token is missing or wrong.',
  408: 'The request did not arrive in time. The answer has no body.',
  413: 'The body is larger than the hook takes.',
  415: 'The body is of a type that the hook does not read.',
  421: 'The hook has no token, and was asked by another name than this machine has.',
  422: 'The input has errors; the diagnostics name them.',
  503: 'The hook has enough to do.',
};

function operation(id: string, summary: string, answer: string, more: Members = {}, query: Json[] = []): Members {
  const failures = Object.entries(problems).map(([status, description]): [string, Json] => [
    status,
    status === '408' ? { description } : { description, content: content(ref('Problem'), 'application/problem+json') },
  ]);
  const body = { oneOf: [ref('ServiceWorkflow'), ref('Service')] };
  return {
    post: {
      operationId: id,
      summary,
      security: [{ token: [] }],
      parameters: query,
      requestBody: { required: true, content: { ...content(body), ...content(body, 'application/yaml') } },
      responses: {
        200: { description: 'The input has no errors.', content: { ...content(ref(answer)), ...more } },
        ...Object.fromEntries(failures),
      },
    },
  };
}

function open(id: string, summary: string, type: string, schema: Members, unready = false): Members {
  const description = 'The hook is stopping.';
  return {
    get: {
      operationId: id,
      summary,
      security: [],
      responses: {
        200: { description: 'Fine.', content: content(schema, type) },
        ...(unready && { 503: { description, content: content(ref('Problem'), 'application/problem+json') } }),
      },
    },
  };
}

/** What `serve --runs` answers of a cluster. */
function ofRuns(id: string, summary: string, answer: Members, named = true): Members {
  const problem = (description: string): Members => ({
    description,
    content: content(ref('Problem'), 'application/problem+json'),
  });
  const name: Json = {
    name: 'name',
    in: 'path',
    required: true,
    description: 'The run’s.',
    schema: { type: 'string' },
  };
  return {
    get: {
      operationId: id,
      summary,
      security: [{ token: [] }],
      parameters: named ? [name] : [],
      responses: {
        200: { description: 'What the cluster has.', content: answer },
        401: problem(problems[401] ?? ''),
        404: problem(`${named ? 'No such run is one of ours, or the' : 'The'} hook shows no runs.`),
        421: problem(problems[421] ?? ''),
        502: problem('The cluster gives no answer, or says no.'),
        ...(id === 'runLog' && { 503: problem('Too many logs are read.') }),
      },
    },
  };
}

/** What the hook takes and answers, as OpenAPI 3.1, made of the schemas. */
export function openapi(): Members {
  const workflow = component(workflowSchema, 'ServiceWorkflow.') as { properties: Members };
  const services = workflow.properties.services as Members;
  const inline: Json = {
    name: 'inline',
    in: 'query',
    description: 'Whether a workflow becomes one WorkflowTemplate that stands alone.',
    schema: { type: 'boolean', default: false },
  };
  const yaml = content({ type: 'string' }, 'application/yaml');
  return {
    openapi: '3.1.0',
    info: {
      title: 'alida-argo',
      description: 'Compiles Alida workflows and service definitions into Argo WorkflowTemplates.',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths: {
      '/v1/export': operation('export', 'The WorkflowTemplates of a workflow or a service', 'Exported', yaml, [inline]),
      '/v1/validate': operation('validate', 'What is wrong with a workflow or a service', 'Validated'),
      '/v1/plan': operation('plan', 'What a run of a workflow or a service would do', 'Planned'),
      '/v1/runs': ofRuns('runs', 'The runs of generated services and workflows', content(ref('Runs')), false),
      '/v1/runs/{name}': ofRuns('run', 'One of them, as Argo has it', content(ref('Workflow'))),
      '/v1/runs/{name}/log': ofRuns(
        'runLog',
        'What its program writes, until the run ends',
        content({ type: 'string' }, 'text/plain'),
      ),
      '/healthz': open('healthz', 'Whether the hook is alive', 'text/plain', { type: 'string' }),
      '/readyz': open('readyz', 'Whether the hook takes requests', 'text/plain', { type: 'string' }, true),
      '/openapi.json': open('openapi', 'This document', 'application/json', { type: 'object' }),
    },
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Service: component(serviceSchema, 'Service.'),
        ...components(serviceSchema, 'Service.'),
        ServiceWorkflow: {
          ...workflow,
          properties: { ...workflow.properties, services: { ...services, items: ref('Service') } },
        },
        ...components(workflowSchema, 'ServiceWorkflow.'),
        ...components(hookSchema, ''),
      },
    },
  };
}
