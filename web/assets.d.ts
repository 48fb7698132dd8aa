/** What the build makes texts of. */
declare module '*.css' {
  const text: string;
  export default text;
}

/** The bundle of worker.ts. */
declare module 'worker-code' {
  const text: string;
  export default text;
}

/** Of V8, which the library asks for where it is there. */
interface ErrorConstructor {
  stackTraceLimit: number;
}

/** The folders of examples/, as files. */
declare module 'examples' {
  const examples: Readonly<Record<string, readonly { readonly name: string; readonly text: string }[]>>;
  export default examples;
}
