import { credentialsInText, hiderOf } from '../credentials/index.js';
import type { Place } from '../diagnostics/index.js';
import type { Draft } from './draft.js';

/** Long and odd enough to be nothing else where it stands again. */
const telling = /^(?=[^]*\d)(?=[^]*[A-Za-z])[^]{8,}$/;

const asJson = (value: unknown): string => JSON.stringify(value);

/** What any line of a file says is a credential, read or not, where it is nothing else. */
export const secretsIn = (content: string): string[] =>
  credentialsInText(content).flatMap(({ itself }) => (telling.test(itself) ? [itself] : []));

/** Takes what one place of a file says is a credential out of all others. */
export function withhold(draft: Draft): void {
  const { ranges } = hiderOf([...draft.secrets].filter((one) => telling.test(one)));
  const holds = (...values: readonly unknown[]): boolean => ranges(asJson(values)).length > 0;
  const lose = (place: Place, what: string): void => {
    draft.lose(
      place,
      what,
      'it holds what is a credential elsewhere in this file: give it by a Secret, with secretEnv in the profile',
    );
  };
  const { mainClass, name, resource } = draft;
  if (holds(name)) delete draft.name;
  if (holds(mainClass)) delete draft.mainClass;
  if (holds(resource)) delete draft.resource;
  if (holds(name, mainClass, resource)) lose(draft.whole, 'name, class or file …');
  for (const [key, { place, value, written }] of draft.settings) {
    if (!holds(key, value, written)) continue;
    draft.settings.delete(key);
    lose(place, `${key}=…`);
  }
  for (const [member, { place, value }] of draft.profile) {
    if (!holds(member, value)) continue;
    draft.profile.delete(member);
    lose(place, `${member}: …`);
  }
  for (const { members, mounts, volumes } of Object.values(draft.pods)) {
    for (const list of [members, volumes] as const) {
      for (const [name, { place, text, value }] of list) {
        if (!holds(name, value)) continue;
        list.delete(name);
        lose(place, text);
      }
    }
    keep(mounts, ({ place, text, value }) => {
      if (!holds(value)) return true;
      lose(place, text);
      return false;
    });
  }
  keep(draft.arguments, ({ key, place, value }) => {
    if (!holds(key, value)) return true;
    lose(place, '…');
    return false;
  });
  keep(draft.positional, ({ place, text }) => {
    if (!holds(text)) return true;
    lose(place, '…');
    return false;
  });
}

function keep<T>(list: T[], stays: (item: T) => boolean): void {
  const kept = list.filter(stays);
  list.splice(0, list.length, ...kept);
}
