import { maxScriptSize } from '../definition/index.js';
import { Report } from '../diagnostics/index.js';
import { Draft } from './draft.js';
import { Manifest, readDocuments } from './manifest.js';
import { takePodTemplate } from './pods.js';
import { takeProperties } from './properties.js';
import type { Script, WrittenFile } from './shell.js';
import { isInCluster, takeCommandLine, takeSetting, takeTarget } from './spark-submit.js';
import { Text } from './text.js';
import type { Files, Note } from './word.js';

/** Reads a file that lies beside the imported one. */
export type Beside = (path: string) => string | undefined;

/** What one spark-submit says, with the files that it names. */
export function fromScript(script: Script, alida: boolean, beside: Beside, read: Set<Note>): Draft {
  const draft = new Draft(script.command, alida);
  for (const secret of script.secrets) draft.secrets.add(secret);
  takeTarget(draft, script);
  // Where spark-submit runs the program itself, its container is the driver.
  if (script.image && isInCluster(script)) draft.clientImage = script.image;
  else if (script.image) takeSetting(draft, 'spark.kubernetes.container.image', script.image);
  const { environment = [], folder, settings = [] } = script.container ?? {};
  if (folder !== undefined) draft.folder = folder;
  if (script.limit !== undefined)
    draft.profile.set('deadlines', { value: { running: script.limit }, place: script.command });
  for (const [key, value] of settings) takeSetting(draft, key, value);
  for (const variable of environment) {
    const [name = ''] = variable.text.split('=', 1);
    if (isInCluster(script)) draft.lose(variable.place, name, 'the client’s environment does not reach the driver');
    else {
      const value = { ...variable, text: variable.text.slice(name.length + 1) };
      takeSetting(draft, `spark.kubernetes.driverEnv.${name}`, value);
    }
  }
  takeCommandLine(draft, script, filesOf(draft, script, beside, read));
  return draft;
}

const lastPart = (path: string): string => path.replace(/^.*[/\\]/, '');

/** The files that a script writes, and those beside it. */
function filesOf(draft: Draft, script: Script, beside: Beside, read: Set<Note>): Files {
  const find = (path: string): Pick<WrittenFile, 'open' | 'text'> | undefined => {
    const all = [...(script.files ?? [])];
    const written = all.find(([name]) => name === path) ?? all.find(([name]) => lastPart(name) === lastPart(path));
    if (written) {
      read.add(written[1].note);
      return written[1];
    }
    const content = path === '' ? undefined : beside(path);
    if (content === undefined || content.length > maxScriptSize) return undefined;
    const text = new Text(lastPart(path), content);
    return { text, open: { text } };
  };
  return {
    properties: (path) => {
      const defaults = [...(script.files?.keys() ?? [])].find((name) => /(^|\/)spark-defaults\.conf$/.test(name));
      const file = find(path ?? defaults ?? '');
      if (file) takeProperties(draft, file.open.text, file.open.around);
      return file !== undefined;
    },
    podTemplate: (role, path) => {
      const text = draft.profile.has('target') ? undefined : find(path)?.text;
      const [template] = (text && readDocuments(text, new Report())) ?? [];
      if (text === undefined || !template?.contents) return false;
      const manifest = new Manifest(text, template, draft, template.contents);
      takePodTemplate(manifest, role, { node: template.contents, path: '', place: text.place(0, 0) });
      return true;
    },
  };
}
