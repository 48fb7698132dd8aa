export * as templates from './generated/templates.js';
export { render } from './template.js';
export { toYaml, type Plain } from './yaml.js';
