/**
 * @file Draws points with the graphics processor, by WebGL 2 itself: one call for all points, whose looks are bytes. The libraries for this
 * compile their calls with `new Function`, which a webview's policy rightly forbids.
 */

import { scaleOf } from "./frame.ts";
import type { Looks } from "./looks.ts";
import type { Drawing, PointPainter } from "./painter.ts";

const vertexShader = `#version 300 es
in vec2 from;
in vec2 to;
in uvec3 look; // color, shape, state
uniform float mixing, radius;
uniform vec2 scale, middle;
uniform sampler2D palette;
uniform vec3 dimmed;
flat out vec3 ink;
flat out float opacity, reach;
flat out uint shape, state;
void main() {
  vec2 at = mix(from, to, mixing);
  state = look.z;
  shape = look.y;
  bool selected = (state & 4u) != 0u;
  bool grey = (state & 2u) != 0u;
  ink = grey ? dimmed : texelFetch(palette, ivec2(int(look.x), 0), 0).rgb;
  opacity = selected ? 1.0 : grey ? 0.4 : 0.82;
  reach = radius * 1.25 + (selected ? max(1.0, radius * 0.3) : 0.0) + 1.0;
  gl_Position = vec4((at - middle) * scale, 0.0, 1.0);
  gl_PointSize = 2.0 * reach;
}`;

/** The shapes are those of \`looks.ts\`. */
const fragmentShader = `#version 300 es
precision highp float;
flat in vec3 ink;
flat in float opacity, reach;
flat in uint shape, state;
uniform float radius;
uniform vec3 rim;
out vec4 color;
float outside(vec2 p) {
  vec2 a = abs(p);
  if (shape == 1u) return max(a.x, a.y) - 0.88;
  if (shape == 2u) return max(0.868 * a.x - 0.496 * p.y - 0.57, p.y - 0.6);
  if (shape == 3u) return (a.x + a.y - 1.25) * 0.7071;
  if (shape == 4u) return max(min(a.x, a.y) - 0.34, max(a.x, a.y) - 1.1);
  if (shape == 5u) {
    vec2 u = abs(vec2(p.x + p.y, p.x - p.y)) * 0.7071;
    return max(min(u.x, u.y) - 0.34, max(u.x, u.y) - 1.15);
  }
  if (shape == 6u) return max(0.868 * a.x + 0.496 * p.y - 0.57, -p.y - 0.6);
  return length(p) - 1.0;
}
void main() {
  vec2 p = (gl_PointCoord * 2.0 - 1.0) * reach / radius;
  float inside = clamp(0.5 - outside(p) * radius, 0.0, 1.0);
  if ((state & 4u) != 0u) {
    float wide = 1.0 + max(1.0, radius * 0.3) / radius;
    float around = clamp(0.5 - outside(p / wide) * radius * wide, 0.0, 1.0);
    color = vec4(mix(rim, ink, inside), around);
  } else color = vec4(ink, inside * opacity);
  if (color.a < 0.004) discard;
}`;

interface Buffers {
  readonly from: WebGLBuffer;
  readonly to: WebGLBuffer;
  readonly look: WebGLBuffer;
  readonly order: WebGLBuffer;
}

export class GlPainter implements PointPainter {
  readonly kind = "webgl";
  readonly #canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #buffers: Buffers;
  readonly #palette: WebGLTexture;
  readonly #lost: (event: Event) => void;
  #count = 0;
  #mixable = false;
  #colors: Uint8Array | undefined;

  private constructor(
    canvas: HTMLCanvasElement,
    gl: WebGL2RenderingContext,
    { program, buffers, palette }: { program: WebGLProgram; buffers: Buffers; palette: WebGLTexture },
    lost: () => void,
  ) {
    this.#canvas = canvas;
    this.#gl = gl;
    this.#program = program;
    this.#buffers = buffers;
    this.#palette = palette;
    this.#lost = (event) => {
      event.preventDefault();
      lost();
    };
    canvas.addEventListener("webglcontextlost", this.#lost);
  }

  /** Undefined where the driver refuses the shaders. */
  static make(canvas: HTMLCanvasElement, gl: WebGL2RenderingContext, lost: () => void): GlPainter | undefined {
    const program = linked(gl);
    if (program === undefined) return undefined;
    const buffers = {
      from: gl.createBuffer(),
      to: gl.createBuffer(),
      look: gl.createBuffer(),
      order: gl.createBuffer(),
    };
    const palette = gl.createTexture();
    gl.useProgram(program);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
    attach(gl, program, "from", buffers.from, 2);
    attach(gl, program, "to", buffers.to, 2);
    const look = gl.getAttribLocation(program, "look");
    gl.bindBuffer(gl.ARRAY_BUFFER, buffers.look);
    gl.enableVertexAttribArray(look);
    gl.vertexAttribIPointer(look, 3, gl.UNSIGNED_BYTE, 4, 0);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, buffers.order);
    gl.bindTexture(gl.TEXTURE_2D, palette);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    return new GlPainter(canvas, gl, { program, buffers, palette }, lost);
  }

  move(from: Float32Array, to: Float32Array): void {
    const gl = this.#gl;
    this.#mixable = from.length === to.length;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers.from);
    gl.bufferData(gl.ARRAY_BUFFER, this.#mixable ? from : to, gl.DYNAMIC_DRAW);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers.to);
    gl.bufferData(gl.ARRAY_BUFFER, to, gl.DYNAMIC_DRAW);
  }

  look({ colors, shapes, states, order }: Looks): void {
    const gl = this.#gl;
    const looks = new Uint8Array(colors.length * 4);
    for (let i = 0; i < colors.length; i++) {
      looks[4 * i] = colors[i] ?? 0;
      looks[4 * i + 1] = shapes[i] ?? 0;
      looks[4 * i + 2] = states[i] ?? 0;
    }
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers.look);
    gl.bufferData(gl.ARRAY_BUFFER, looks, gl.DYNAMIC_DRAW);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, order, gl.DYNAMIC_DRAW);
    this.#count = order.length;
  }

  draw({ zoom, size, ratio, radius, mix, palette }: Drawing): void {
    const gl = this.#gl;
    const [width, height] = [Math.max(1, Math.round(size.width * ratio)), Math.max(1, Math.round(size.height * ratio))];
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
    }
    gl.viewport(0, 0, width, height);
    const [red, green, blue] = palette.background;
    gl.clearColor(red / 255, green / 255, blue / 255, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (this.#count === 0) return;
    if (this.#colors !== palette.colors) {
      this.#colors = palette.colors;
      gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB, 256, 1, 0, gl.RGB, gl.UNSIGNED_BYTE, palette.colors);
    }
    const scale = scaleOf(zoom, size) * ratio;
    const uniform = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(this.#program, name);
    gl.uniform1f(uniform("mixing"), this.#mixable ? mix : 1);
    gl.uniform1f(uniform("radius"), radius * ratio);
    gl.uniform2f(uniform("scale"), (2 * scale) / width, (2 * scale) / height);
    gl.uniform2f(uniform("middle"), zoom.x, zoom.y);
    gl.uniform3f(uniform("dimmed"), ...unit(palette.dimmed));
    gl.uniform3f(uniform("rim"), ...unit(palette.outline));
    gl.drawElements(gl.POINTS, this.#count, gl.UNSIGNED_INT, 0);
  }

  dispose(): void {
    this.#canvas.removeEventListener("webglcontextlost", this.#lost);
    const gl = this.#gl;
    for (const buffer of Object.values(this.#buffers)) gl.deleteBuffer(buffer);
    gl.deleteTexture(this.#palette);
    gl.deleteProgram(this.#program);
  }
}

function attach(
  gl: WebGL2RenderingContext,
  program: WebGLProgram,
  name: string,
  buffer: WebGLBuffer,
  count: number,
): void {
  const location = gl.getAttribLocation(program, name);
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  gl.enableVertexAttribArray(location);
  gl.vertexAttribPointer(location, count, gl.FLOAT, false, 0, 0);
}

function linked(gl: WebGL2RenderingContext): WebGLProgram | undefined {
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, vertexShader],
    [gl.FRAGMENT_SHADER, fragmentShader],
  ] as const) {
    const shader = gl.createShader(kind);
    if (shader === null) return undefined;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  return gl.getProgramParameter(program, gl.LINK_STATUS) === true ? program : undefined;
}

function unit([red, green, blue]: readonly [number, number, number]): [number, number, number] {
  return [red / 255, green / 255, blue / 255];
}
