/**
 * @file Dragging a point through the latent space. While three points are selected, z moves in the plane through them. Otherwise, on a map of z by
 * PCA, the point moves in the map's plane, its other dimensions kept; on any other map z is that of the points nearest to the pointer, mixed. The
 * decoder concludes while it moves.
 */

import { type Ask, Concluder } from "../concluder.ts";
import { blended, type Latents, latentAt, Plane } from "../touch.ts";
import { conclusionMark } from "./conclusionLine.ts";
import type { SideActions, SideContext } from "./context.ts";
import type { PlaneSection } from "./planeSection.ts";

/** How much of z a map's plane must explain to be one. */
const leastPlane = 0.05;

export class Dragging {
  readonly #concluder: Concluder;
  readonly #actions: SideActions;
  readonly #three: PlaneSection;
  #context: SideContext | undefined;
  #latents: Latents | undefined;
  #plane: { readonly of: Float32Array; readonly plane: Plane } | undefined;
  #place: readonly [x: number, y: number] | undefined;
  #said = "";

  readonly #counted: (rate: number) => void;

  constructor(ask: Ask, actions: SideActions, three: PlaneSection, counted: (rate: number) => void) {
    this.#actions = actions;
    this.#three = three;
    this.#counted = counted;
    this.#concluder = new Concluder(ask, (error) => actions.fail(error));
  }

  update(context: SideContext, latents: Latents): void {
    this.#context = context;
    this.#latents = latents;
  }

  /** A place of the map, in its square. */
  move(x: number, y: number): void {
    const z = this.#latentAt(x, y);
    const point = this.#context?.cursor;
    if (z === undefined || point === undefined) return;
    this.#place = [x, y];
    this.#mark();
    this.#concluder.ask({ rows: [{ point, rule: null }], z }, ([conclusion]) => {
      this.#counted(this.#concluder.rate);
      if (conclusion === undefined || this.#place === undefined) return;
      this.#three.say(conclusion);
      this.#said = `${conclusion.text === "" ? "(nothing)" : conclusion.text}  ${conclusionMark(conclusion)}`;
      this.#mark();
    });
  }

  end(): void {
    this.#place = undefined;
    this.#said = "";
  }

  #mark(): void {
    const place = this.#place;
    const point = this.#context?.cursor;
    const xy = this.#context?.drawn?.xy;
    if (place === undefined || point === undefined || xy === undefined) return;
    const [x, y] = place;
    this.#actions.marks([
      ...this.#three.marks(),
      { x, y, color: "currentColor", kind: "ghost", ...(this.#said === "" ? {} : { text: this.#said }) },
    ]);
  }

  #latentAt(x: number, y: number): Float32Array | undefined {
    const [context, latents] = [this.#context, this.#latents];
    const drawn = context?.drawn;
    const point = context?.cursor;
    if (drawn === undefined || latents === undefined || point === undefined) return undefined;
    if (drawn.xy.length !== (2 * latents.values.length) / latents.width) return undefined;
    const inPlane = this.#three.zAt([x, y]);
    if (inPlane !== undefined) return inPlane;
    const isPlane = drawn.site.component === "z" && drawn.answer?.variance != null;
    if (!isPlane) return blended(drawn.xy, latents, [x, y]);
    if (this.#plane?.of !== drawn.xy) this.#plane = { of: drawn.xy, plane: new Plane(drawn.xy, latents) };
    const { plane } = this.#plane;
    if (plane.explained < leastPlane) return blended(drawn.xy, latents, [x, y]);
    const [fromX, fromY] = [drawn.xy[2 * point] ?? 0, drawn.xy[2 * point + 1] ?? 0];
    return plane.move(latentAt(latents, point), x - fromX, y - fromY);
  }
}
