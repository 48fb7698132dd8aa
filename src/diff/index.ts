export { describe } from './changes.js';
export { fileDiff, type FileDiff } from './files.js';
export { commitMessage } from './message.js';
export { clusterRows, clusterTable } from './profiles.js';
export { diffJson, diffMarkdown, diffText } from './report.js';
