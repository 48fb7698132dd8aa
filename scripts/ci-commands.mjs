// Prints the shell commands of GitHub's and GitLab's CI files.
import { readFileSync } from 'node:fs';
import { parseDocument, visit } from 'yaml';

const keys = ['run', 'before_script', 'script', 'after_script'];
for (const file of process.argv.slice(2)) {
  visit(parseDocument(readFileSync(file, 'utf8')), {
    Pair(_, { key, value }) {
      if (keys.includes(key.value)) console.log([value.toJSON()].flat().join('\n'));
    },
  });
}
