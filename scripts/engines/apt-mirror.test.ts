import { expect, test } from 'vitest';
import { archiveMirror, parseListFile, parseSourcesFile } from './apt-mirror.ts';

test('a one-line file: options, comments, sources of source code and of third parties are passed over', () => {
  const sources = parseListFile(`
# deb http://old.example/debian bookworm main
deb-src http://mirror.example/debian bookworm main
deb [signed-by=/usr/share/keyrings/x.gpg arch=amd64] https://third.example/apt stable main
deb http://security.example/debian-security bookworm-security main
deb [trusted=yes] http://mirror.example/debian bookworm main contrib # ours
`);
  expect(sources).toHaveLength(3);
  expect(archiveMirror(sources, 'bookworm')).toBe('http://mirror.example/debian');
});

test('a deb822 file: stanzas, comments inside them, continued fields, disabled and source-only ones', () => {
  const sources = parseSourcesFile(`Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main
Enabled: no

Types: deb-src
URIs: http://sources.example/debian
Suites: bookworm
Components: main

Types: deb deb-src
# http://commented.example
URIs: http://mirror.example/debian
Suites:
  bookworm
  bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`);
  expect(archiveMirror(sources, 'bookworm')).toBe('http://mirror.example/debian');
  expect(archiveMirror(sources, 'trixie')).toBeNull();
});
