/** What happens at a terminal. */
export interface ScreenEvents {
  /** A key as the terminal sends it; keys are not echoed, and Ctrl-C is one of them. */
  readonly onKey: (key: string) => void;
  readonly onResize: () => void;
}

/** The screen and keyboard of this process, which must have them. */
export function processScreen() {
  const { stdin, stdout } = process;
  return {
    get rows() {
      return stdout.rows;
    },
    get columns() {
      return stdout.columns;
    },
    /** Until the returned function is called. */
    attend({ onKey, onResize }: ScreenEvents): () => void {
      const hear = (data: Buffer) => onKey(data.toString());
      stdout.on('resize', onResize);
      if (!stdin.isTTY) return () => void stdout.off('resize', onResize);
      stdin.setRawMode(true);
      stdin.on('data', hear).resume();
      return () => {
        stdout.off('resize', onResize);
        stdin.off('data', hear).pause();
        stdin.setRawMode(false);
      };
    },
  };
}
