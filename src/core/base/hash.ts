/** @file A fast hash of a text in 32 bits. It tells texts apart and spreads them; it is no protection against anyone. */

/** FNV-1a. http://www.isthe.com/chongo/tech/comp/fnv/ */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

/** Spreads every bit over the whole word (MurmurHash3's finalizer), so that a remainder of a hash is uniform. */
export function spreadBits(hash: number): number {
  let x = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
