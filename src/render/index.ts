export * as templates from './generated/templates.js';
export { line, type Line } from './line.js';
export { Block, render } from './template.js';
export { inLine, toYaml, type Plain } from './yaml.js';
