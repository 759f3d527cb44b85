/** One Debian archive that this machine's apt uses. */
export interface AptSource {
  readonly uris: readonly string[];
  readonly suites: readonly string[];
  readonly components: readonly string[];
}

/** Reads the text of a one-line-style sources file (`*.list`): sources.list(5). */
export function parseListFile(text: string): readonly AptSource[] {
  const sources: AptSource[] = [];
  for (const line of text.split('\n')) {
    const match = /^\s*deb\s+(?:\[[^\]]*\]\s*)?(\S+)\s+(\S+)((?:\s+[^\s#]+)*)\s*(?:#.*)?$/.exec(line);
    if (match === null) continue;
    const [, uri = '', suite = '', components = ''] = match;
    sources.push({ uris: [uri], suites: [suite], components: words(components) });
  }
  return sources;
}

/** Reads the text of a deb822-style sources file (`*.sources`): sources.list(5). */
export function parseSourcesFile(text: string): readonly AptSource[] {
  const sources: AptSource[] = [];
  const lines = text.split('\n').filter((line) => !line.startsWith('#'));
  for (const stanza of lines.join('\n').split(/\n\s*\n/)) {
    const fields = new Map<string, string>();
    // a line that begins with a space goes on with the field above it
    for (const field of stanza.replaceAll(/\n[ \t]+/g, ' ').split('\n')) {
      const colon = field.indexOf(':');
      if (colon > 0) fields.set(field.slice(0, colon).trim().toLowerCase(), field.slice(colon + 1));
    }
    if (!words(fields.get('types')).includes('deb') || fields.get('enabled')?.trim().toLowerCase() === 'no') continue;
    sources.push({
      uris: words(fields.get('uris')),
      suites: words(fields.get('suites')),
      components: words(fields.get('components')),
    });
  }
  return sources;
}

/**
 * The mirror of the distribution's own archive: the first source that has the machine's own suite and `main`, which
 * leaves out third parties' archives and the security one. Null where there is none.
 * @param suite the machine's, for example `bookworm`
 */
export function archiveMirror(sources: readonly AptSource[], suite: string): string | null {
  const own = sources.find((source) => source.suites.includes(suite) && source.components.includes('main'));
  return own?.uris[0] ?? null;
}

function words(text = ''): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
