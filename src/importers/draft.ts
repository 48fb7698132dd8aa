import type { Place } from '../diagnostics/index.js';
import type { Surroundings } from './shell.js';
import type { Note, Word } from './word.js';

/** A Spark setting of the imported file. */
export interface Setting {
  /** Absent where the file leaves it to the run. */
  value?: string;
  /** The value as the file has it, where another one is written. */
  readonly written?: string;
  /** Whether the file lets it change from run to run. */
  readonly tunable: boolean;
  readonly place: Place;
}

export interface Argument {
  readonly key: string;
  readonly value?: string;
  readonly place: Place;
}

/** A note on something that was carried over otherwise than written. */
export interface Change extends Note {
  /** What the generator would have said of it. */
  readonly code: string;
}

export type Role = 'driver' | 'executor';

/** Something that the pods of one role hold. */
export interface PodMember<T = unknown> {
  readonly value: T;
  readonly place: Place;
  /** What a note calls it. */
  readonly text: string;
}

/** What is said of one role's pods that no setting of Spark's says. */
export class RolePod {
  readonly members = new Map<string, PodMember>();
  readonly volumes = new Map<string, PodMember<Readonly<Record<string, unknown>>>>();
  readonly mounts: PodMember<Readonly<Record<string, unknown>>>[] = [];
  readonly sidecars: PodMember<Readonly<Record<string, unknown>>>[] = [];
  /** What the profile's piece of this role's pod holds: members of its spec, and of Spark's container, each from one place or more. */
  readonly piece: Readonly<Record<'spec' | 'container', Map<string, PodMember[]>>> = {
    spec: new Map(),
    container: new Map(),
  };
}

/** What an imported file says, before it is written as a definition and a profile. */
export class Draft {
  name?: string;
  /** What gave the name, of settings. */
  named?: Pick<Note, 'place' | 'text'>;
  /** The image of the pod that submits. */
  clientImage?: Word;
  /** The account of that pod. */
  clientAccount?: Pick<Note, 'place' | 'text'>;
  mainClass?: string;
  /** What somebody puts in for `{{NAME}}`. */
  placeholder: Surroundings['placeholder'] = () => undefined;
  /** Where a path of the program begins, if elsewhere than in Spark's own images. */
  folder?: string;
  resource?: string;
  readonly settings = new Map<string, Setting>();
  readonly arguments: Argument[] = [];
  /** The other arguments, which follow them: in order, each as the program gets it. */
  readonly positional: Word[] = [];
  /** Members of the profile other than `conf`, each with its place. */
  readonly profile = new Map<string, { readonly value: unknown; readonly place: Place }>();
  /** When it runs by itself: members of a schedule. */
  readonly schedule = new Map<string, { readonly value: unknown; readonly place: Place }>();
  readonly pods: Readonly<Record<Role, RolePod>> = { driver: new RolePod(), executor: new RolePod() };
  /** What the pods of both roles hold alike, by the member of the profile and its member. */
  readonly shared: Readonly<Record<'target' | 'pod', Map<string, PodMember[]>>> = { target: new Map(), pod: new Map() };
  readonly lost: Note[] = [];
  readonly changed: Change[] = [];
  /** Values that no note may show, and nothing that is written. */
  readonly secrets = new Set<string>();
  /** Values of which nobody knows what they are: no note shows them. */
  readonly unshown = new Set<string>();

  constructor(
    /** The command or document as a whole. */
    readonly whole: Place,
    /** Whether the file is one of Alida's own, which counts on Alida's platform. */
    readonly alida: boolean,
  ) {}

  lose(place: Place, text: string, why: string): void {
    this.lost.push({ place, text, why });
  }

  change(place: Place, text: string, code: string, why: string): void {
    this.changed.push({ place, text, code, why: `${why} (${code})` });
  }
}
