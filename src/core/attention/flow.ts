/**
 * @file Attention flow (Abnar and Zuidema, arXiv 2005.00928, section 3): layers are a network in which a token of a layer is joined to the tokens
 * of the layer below by edges as wide as Ã (see `rollout.ts`). The flow from token i at the top to token j at the bottom is the largest
 * that fits through (Dinic's algorithm, exact up to rounding). Flows to different tokens share edges, so a row is scaled to sum to 1.
 */
import type { TokenMatrix } from "./triangle.ts";

/** What is too narrow to count, against rounding without end. */
const least = 1e-9;

export class AttentionFlow {
  readonly #sees: number;
  readonly #layers: number;
  readonly #network = new Network();
  /** Nodes of the lowest layer by token, where they are reached. */
  readonly #sinks = new Map<number, number>();
  readonly #source: number;

  /** `mixed` is Ã of each layer, from the first on. Only what the query reaches is built. */
  constructor(mixed: readonly TokenMatrix[], query: number) {
    this.#sees = mixed[0]?.row(query).length ?? query + 1;
    this.#layers = mixed.length;
    this.#source = this.#network.node();
    let above = new Map([[query, this.#source]]);
    for (const layer of [...mixed].reverse()) {
      const below = new Map<number, number>();
      for (const [token, node] of above)
        for (const [key, width] of layer.row(token).entries()) {
          if (width < least) continue;
          const known = below.get(key);
          const end = known ?? this.#network.node();
          if (known === undefined) below.set(key, end);
          this.#network.edge(node, end, width);
        }
      above = below;
    }
    this.#sinks = above;
  }

  /** About how much work a row is: edges by sinks. */
  get work(): number {
    return this.#network.edges * this.#sinks.size;
  }

  /** The largest flow to one token, between 0 and 1. */
  to(token: number): number {
    const sink = this.#sinks.get(token);
    if (sink === undefined) return 0;
    return this.#layers === 0 ? 1 : this.#network.largestFlow(this.#source, sink);
  }

  /** Flows to all tokens, scaled to sum to 1. `pause` is awaited now and then. */
  async row(pause: () => Promise<void>): Promise<Float32Array> {
    const row = new Float32Array(this.#sees);
    let sum = 0;
    let done = 0;
    for (const token of this.#sinks.keys()) {
      const flow = this.to(token);
      row[token] = flow;
      sum += flow;
      done += this.#network.edges;
      if (done > 1e6) {
        done = 0;
        await pause();
      }
    }
    return sum > 0 ? row.map((flow) => flow / sum) : row;
  }
}

/** Edges come in pairs: an even one and, after it, its way back, which begins without room. */
class Network {
  readonly #ends: number[] = [];
  readonly #widths: number[] = [];
  readonly #edgesOf: number[][] = [];
  #room = new Float64Array(0);
  #depths = new Int32Array(0);
  #next = new Int32Array(0);

  get edges(): number {
    return this.#ends.length / 2;
  }

  node(): number {
    return this.#edgesOf.push([]) - 1;
  }

  edge(from: number, to: number, width: number): void {
    this.#edgesOf[from]?.push(this.#ends.push(to) - 1);
    this.#widths.push(width);
    this.#edgesOf[to]?.push(this.#ends.push(from) - 1);
    this.#widths.push(0);
  }

  largestFlow(source: number, sink: number): number {
    this.#room = Float64Array.from(this.#widths);
    let flow = 0;
    while (this.#measure(source, sink)) {
      this.#next = new Int32Array(this.#edgesOf.length);
      for (;;) {
        const pushed = this.#push(source, sink, Number.POSITIVE_INFINITY);
        if (pushed < least) break;
        flow += pushed;
      }
    }
    return flow;
  }

  /** How far each node is from the sink, going back along edges with room; false where the source is cut off. */
  #measure(source: number, sink: number): boolean {
    this.#depths = new Int32Array(this.#edgesOf.length).fill(-1);
    this.#depths[sink] = 0;
    const reached = [sink];
    for (const node of reached) {
      if (node === source) return true;
      for (const edge of this.#edgesOf[node] ?? []) {
        const before = this.#ends[edge] ?? 0;
        if ((this.#room[edge ^ 1] ?? 0) < least || (this.#depths[before] ?? 0) >= 0) continue;
        this.#depths[before] = (this.#depths[node] ?? 0) + 1;
        reached.push(before);
      }
    }
    return false;
  }

  /** No deeper than twice the layers by the nodes of one, which a path may wind through. */
  #push(node: number, sink: number, most: number): number {
    if (node === sink) return most;
    const edges = this.#edgesOf[node] ?? [];
    for (let i = this.#next[node] ?? 0; i < edges.length; i++) {
      this.#next[node] = i;
      const edge = edges[i] ?? 0;
      const end = this.#ends[edge] ?? 0;
      const room = this.#room[edge] ?? 0;
      if (room < least || this.#depths[end] !== (this.#depths[node] ?? 0) - 1) continue;
      const pushed = this.#push(end, sink, Math.min(most, room));
      if (pushed < least) continue;
      this.#room[edge] = room - pushed;
      this.#room[edge ^ 1] = (this.#room[edge ^ 1] ?? 0) + pushed;
      return pushed;
    }
    this.#next[node] = edges.length;
    return 0;
  }
}
