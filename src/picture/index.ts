export { dot } from './dot.js';
export { draw } from './draw.js';
export { mermaid } from './mermaid.js';
export { ofService } from './of-service.js';
export { ofWorkflow } from './of-workflow.js';
export type { Picture } from './picture.js';
export { timeline } from './timeline.js';
