import { expect, test } from 'vitest';
import { parseCommandWords } from './command-words.ts';

test.each([
  ['/usr/bin/mail', ['/usr/bin/mail']],
  ['  mail  -s "On air"\tnina@example.org ', ['mail', '-s', 'On air', 'nina@example.org']],
  ['echo \'it is "down"\' "it\'s"', ['echo', 'it is "down"', "it's"]],
  ["a 'b'c\"d e\" ''", ['a', 'bcd e', '']],
  ['sh -c $HOME;rm *|x && `y`', ['sh', '-c', '$HOME;rm', '*|x', '&&', '`y`']],
  ['a\\ b', ['a\\', 'b']],
  ['["/bin/say", "a b", ""]', ['/bin/say', 'a b', '']],
  [' [ "x" ]', ['x']],
])('AL-18: %j is the words %j', (text, words) => {
  expect(parseCommandWords(text)).toEqual(words);
});

test.each(['', '  ', '""', '[]', '[""]', '[1]', '["a"', '"open', "it's", 'a\0b', '[{}]'])(
  'AL-18: %j is no command',
  (text) => {
    expect(() => parseCommandWords(text)).toThrow(/allowed: a program and its arguments/);
  },
);
