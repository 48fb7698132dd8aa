/** Circles that are told; a tangle of edges has more than anybody could count. */
const most = 200;

/** The circles of a graph, given as what each node waits for; one for each group of nodes that wait for one another. */
export function cycles(after: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  for (const start of after.keys()) {
    // Without recursion: a workflow may be a chain of many thousand steps.
    const path: { readonly node: string; readonly rest: string[] }[] = [];
    const onPath = new Map<string, number>();
    const enter = (node: string): void => {
      if (done.has(node)) return;
      const at = onPath.get(node);
      if (at !== undefined) {
        const circle = found.length < most ? path.slice(at) : [];
        if (circle.length > 0) found.push(circle.map((entry) => entry.node).reverse());
        return;
      }
      onPath.set(node, path.length);
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
