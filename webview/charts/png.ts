/** @file Pictures as the bytes of a PNG file. */

/** `scale`: pixels for each of the drawing's. */
export async function pngOfSvg(svg: SVGSVGElement, scale: number): Promise<Uint8Array> {
  const [width, height] = [Number(svg.getAttribute("width")), Number(svg.getAttribute("height"))];
  const image = new Image(width, height);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: width * scale, height: height * scale });
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return pngOfCanvas(canvas);
}

/** Throws where the browser cannot make a picture of that size. */
export async function pngOfCanvas(canvas: HTMLCanvasElement): Promise<Uint8Array> {
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (blob === null) throw new Error("The picture is too large for a PNG; export it as SVG.");
  return new Uint8Array(await blob.arrayBuffer());
}
