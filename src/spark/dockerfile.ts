import { DockerfileParser, type Instruction } from 'dockerfile-ast';
import { redacted } from '../credentials/index.js';
import type { Place, Report } from '../diagnostics/index.js';

/** The Spark and Hadoop versions that are generated for. */
const versions = { spark: '4.0.1', hadoop: '3.4.1' };

/** Tells what of an application image's Dockerfile would keep Spark from running it as driver and executor. */
export function checkDockerfile(file: string, text: string, report: Report): void {
  const lines = text.split('\n');
  const place = ({ start, end }: ReturnType<Instruction['getRange']>): Place => ({
    file,
    pointer: '',
    start: { line: start.line + 1, column: start.character + 1, offset: 0 },
    end: { line: end.line + 1, column: end.character + 1, offset: 0 },
    // `ENV KEY VALUE` is another form of `ENV KEY=VALUE`.
    lineText: redacted((lines[start.line] ?? '').replace(/^(\s*ENV\s+\w+)\s/i, '$1=')),
  });
  const dockerfile = DockerfileParser.parse(text);
  const stages = dockerfile.getFROMs();
  const last = stages.at(-1);
  if (!last) {
    const start = { line: 0, character: 0 };
    report.add('dockerfile-syntax', place({ start, end: start }), {});
    return;
  }
  const base = last.getImage() ?? '';
  const isStage = stages.some((stage) => stage !== last && stage.getBuildStage() === base);
  if (!isStage && !/(^|\/)spark(-py)?:4\.0(\.|-|$)/.test(base)) {
    report.add('dockerfile-base', place(last.getRange()), { image: base, spark: versions.spark });
  }

  let user: Instruction | undefined;
  const begin = last.getRange().start.line;
  for (const instruction of dockerfile.getInstructions()) {
    const range = instruction.getRange();
    const words = instruction.getArgumentsContent() ?? '';
    const [, found] = /hadoop-aws[-:](\d[\w.]*?)(?:\.jar|["'\s/]|$)/.exec(words) ?? [];
    if (found !== undefined && found !== versions.hadoop) {
      report.add('dockerfile-hadoop-aws', place(range), { found, needed: versions.hadoop });
    }
    if (range.start.line < begin) continue;
    const keyword = instruction.getKeyword();
    if (keyword === 'ENTRYPOINT' || keyword === 'CMD') {
      report.add('dockerfile-entrypoint', place(range), { instruction: keyword });
    } else if (keyword === 'USER') user = instruction;
    else if ((keyword === 'COPY' || keyword === 'ADD') && /\s\/opt\/spark\/conf(\/|$)/.test(words)) {
      report.add('dockerfile-conf', place(range), {});
    }
  }
  const name = user?.getArgumentsContent() ?? '';
  if (user && /^(root|0)(:|$)/.test(name)) report.add('dockerfile-user', place(user.getRange()), { user: name });
}
