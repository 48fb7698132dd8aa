/** The circles of a graph, given as what each node waits for; one for each group of nodes that wait for one another. */
export function cycles(after: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  for (const start of after.keys()) {
    // Without recursion: a workflow may be a chain of many thousand steps.
    const path: { readonly node: string; readonly rest: string[] }[] = [];
    const onPath = new Set<string>();
    const enter = (node: string): void => {
      if (done.has(node)) return;
      if (onPath.has(node)) {
        found.push(
          path
            .slice(path.findIndex((entry) => entry.node === node))
            .map((entry) => entry.node)
            .reverse(),
        );
        return;
      }
      onPath.add(node);
      path.push({ node, rest: [...(after.get(node) ?? [])] });
    };
    enter(start);
    for (let last = path.at(-1); last; last = path.at(-1)) {
      const next = last.rest.pop();
      if (next !== undefined) enter(next);
      else {
        path.pop();
        onPath.delete(last.node);
        done.add(last.node);
      }
    }
  }
  return found;
}
