/**
 * A short name for a text, to tell whether two copies are the same; not for secrets.
 * Source: FNV-1a, 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/), over UTF-16 code units.
 */
export function contentHash(text: string): string {
  let low = 0x84222325;
  let high = 0xcbf29ce4;
  for (let index = 0; index < text.length; index += 1) {
    low ^= text.charCodeAt(index);
    // times the FNV prime 2^40 + 0x1b3, in two 32-bit halves
    const lowProduct = (low >>> 0) * 0x1b3;
    const carry = Math.floor(lowProduct / 0x100000000);
    high = (Math.imul(high, 0x1b3) + carry + (low << 8)) | 0;
    low = lowProduct | 0;
  }
  return (high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0');
}
