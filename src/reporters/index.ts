export { github } from './github.js';
export { json } from './json.js';
export { sarif } from './sarif.js';
export { summary, text } from './text.js';
