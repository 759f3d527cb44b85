import type { StationStatus } from './station-status.ts';
import { fitLine, statusLine } from './status-line.ts';

/** How long each of several stations is shown. */
const TURN_MS = 4000;
/** What a terminal has when it does not say, or says nonsense: a pseudo-terminal that nobody gave a size has 0 columns. */
const USUAL_COLUMNS = 80;

/** Where a running Airkeeper shows itself. */
export interface Screen {
  /** Something that happened: stays on the screen. */
  say(line: string): void;
  /** How the stations are now: replaces what was shown before. */
  show(stations: readonly StationStatus[], nowMs: number): void;
  /** Leaves the screen as it is for whoever comes next. */
  close(): void;
}

export interface Terminal {
  write(text: string): void;
  readonly columns?: number | undefined;
}

/** One live line at the bottom of a terminal, a station at a time in turn when there are several: `1/3  vert  ·  …`. */
export function terminalScreen(terminal: Terminal): Screen {
  let shown = false;
  const clear = () => {
    if (shown) terminal.write('\r\u001b[2K');
    shown = false;
  };
  return {
    say: (line) => {
      clear();
      terminal.write(`${line}\n`);
    },
    show: (stations, nowMs) => {
      if (stations.length === 0) return;
      const turn = Math.floor(nowMs / TURN_MS) % stations.length;
      const status = stations[turn];
      if (status === undefined) return;
      clear();
      const place = stations.length === 1 ? '' : `${turn + 1}/${stations.length}  `;
      terminal.write(fitLine(`${place}${statusLine(status, nowMs)}`, columnsOf(terminal) - 1));
      shown = true;
    },
    close: () => {
      if (shown) terminal.write('\n');
      shown = false;
    },
  };
}

function columnsOf({ columns }: Terminal): number {
  return columns === undefined || columns < 2 ? USUAL_COLUMNS : columns;
}

/** For a pipe or a service's log: what happened, and nothing that is drawn over. */
export function plainScreen(output: Pick<Terminal, 'write'>): Screen {
  return { say: (line) => output.write(`${line}\n`), show: () => {}, close: () => {} };
}
