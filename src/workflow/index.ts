export { linkWorkflow, once, type LinkedStep, type LinkedWorkflow, type Upstream } from './link.js';
