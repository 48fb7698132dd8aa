import { DockerfileParser, type Instruction } from 'dockerfile-ast';
import { credentialsInText, hiderOf, redacted } from '../credentials/index.js';
import { maxScriptSize } from '../definition/index.js';
import type { Place, Position, Report } from '../diagnostics/index.js';
import type { PlatformProfile } from '../platform/index.js';
import { securityContexts } from './pod-template.js';

/** The Spark and Hadoop versions that are generated for. */
const versions = { spark: '4.0.1', hadoop: '3.4.1' };

/** Tells what of an application image's Dockerfile would keep Spark from running it as driver and executor. */
export function checkDockerfile(
  file: string,
  text: string,
  profiles: readonly PlatformProfile[],
  report: Report,
): void {
  if (text.length > maxScriptSize) {
    const start = { line: 1, column: 1, offset: 0 };
    report.add('too-large', { file, pointer: '', start, end: start, lineText: '' }, { limit: maxScriptSize });
    return;
  }
  // `ENV KEY VALUE` is another form of `ENV KEY=VALUE`.
  const assigned = text.replace(/^([\t ]*ENV[\t ]+\w+)[\t ]/gim, '$1=');
  const lines = assigned.split('\n');
  const { hide } = hiderOf(credentialsInText(assigned).map((credential) => credential.text));
  const starts = [0];
  for (const one of text.split('\n')) starts.push((starts.at(-1) ?? 0) + one.length + 1);
  const position = ({ character, line }: { readonly line: number; readonly character: number }): Position => {
    return { line: line + 1, column: character + 1, offset: (starts[line] ?? 0) + character };
  };
  const place = ({ start, end }: ReturnType<Instruction['getRange']>): Place => ({
    file,
    pointer: '',
    start: position(start),
    end: position(end),
    lineText: redacted(lines[start.line] ?? ''),
    hide,
  });
  // Only a line feed ends a line for Docker; for the parser a carriage return alone does, too.
  const dockerfile = DockerfileParser.parse(text.replace(/\r(?!\n)/g, ' '));
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
  if (user) checkUser(user.getArgumentsContent() ?? '', place(user.getRange()), profiles, report);
}

/** An image's USER beside the users that profiles let it run as. */
function checkUser(user: string, place: Place, profiles: readonly PlatformProfile[], report: Report): void {
  const [name = ''] = user.split(':');
  if (/^(root|0)$/.test(name)) {
    report.add('dockerfile-user', place, { user });
    return;
  }
  const contexts = profiles.map(securityContexts).map(({ container, pod }) => ({ ...pod, ...container }));
  if (/^\d+$/.test(name)) {
    const others = new Set(contexts.map(({ runAsUser }) => runAsUser ?? Number(name)));
    others.delete(Number(name));
    for (const other of others) report.add('dockerfile-other-user', place, { user: name, runAsUser: `${other}` });
  } else if (/^\w/.test(name) && contexts.some((own) => own.runAsNonRoot === true && own.runAsUser === undefined)) {
    report.add('dockerfile-named-user', place, { user: name });
  }
}
