/**
 * A Liquidsoap string literal of any text. Liquidsoap knows `\"`, `\\`, `\n` and `\u0000` in literals, and interpolates
 * `#{…}` in all of them, for which 2.1 has no escape: a `#` before `{` ends one literal and `{` begins the next.
 */
export function stringLiteral(text: string): string {
  return text
    .split('#{')
    .map((part, index, parts) => quoted((index > 0 ? '{' : '') + part + (index < parts.length - 1 ? '#' : '')))
    .join(' ^ ');
}

function quoted(text: string): string {
  let literal = '';
  for (const character of text.toWellFormed()) {
    const code = character.codePointAt(0) ?? 0;
    if (character === '"' || character === '\\') literal += `\\${character}`;
    else if (code < 0x20 || (code >= 0x7f && code <= 0x9f) || code === 0x2028 || code === 0x2029)
      literal += unicodeEscape(code);
    else literal += character;
  }
  return `"${literal}"`;
}

function unicodeEscape(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Liquidsoap tells floats from integers by the point. */
export function floatLiteral(value: number): string {
  return Number.isInteger(value) ? `${value}.` : String(value);
}

/** A text inside a Liquidsoap comment: whatever it holds, it stays on its line. */
export function commentText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
  return text.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ');
}
