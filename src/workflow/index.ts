export { linkWorkflow, once, type LinkedStep, type LinkedWorkflow } from './link.js';
