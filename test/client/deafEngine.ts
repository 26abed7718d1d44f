/** @file An engine that greets and then never answers again: what a hung native call looks like from outside. */

process.on("message", (message: { readonly id: number; readonly name?: string }) => {
  if (message.name !== "hello") return;
  process.send?.({
    kind: "ok",
    id: message.id,
    result: { pid: process.pid, node: process.version, onnxRuntime: "none" },
  });
});
