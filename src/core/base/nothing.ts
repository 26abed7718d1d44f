/** @file An empty module: what `vscode` resolves to outside `src/extension`, so that importing from it there does not compile. */
export {};
