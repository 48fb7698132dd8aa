/** What is used of it; its own types name files that TypeScript does not find. */
declare module '@dagrejs/dagre' {
  interface Point {
    readonly x: number;
    readonly y: number;
  }
  interface Size {
    readonly width: number;
    readonly height: number;
  }
  export class Graph {
    constructor(options: { multigraph: boolean });
    setGraph(options: object): void;
    setNode(id: string, size: Size): void;
    setEdge(from: string, to: string, label: object, name: string): void;
    graph(): Size;
    node(id: string): Point & Size;
    edge(edge: { v: string; w: string; name: string }): Point & { readonly points: readonly Point[] };
  }
  export function layout(graph: Graph): void;
}
