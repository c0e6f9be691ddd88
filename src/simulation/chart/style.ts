interface Colours {
  readonly back: string;
  readonly ink: string;
  readonly soft: string;
  readonly grid: string;
  readonly load: string;
  readonly capacity: string;
  readonly miss: string;
}

const LIGHT: Colours = {
  back: '#fff',
  ink: '#1f2933',
  soft: '#61707f',
  grid: '#e4e9ee',
  load: '#2f6fde',
  capacity: '#0b7a5b',
  miss: '#d1362b',
};
const DARK: Colours = {
  back: '#14191f',
  ink: '#e8edf2',
  soft: '#98a6b4',
  grid: '#2a323b',
  load: '#6ea3ff',
  capacity: '#3fcf9f',
  miss: '#ff7166',
};

/** Text in the system's font; colours for light pages, and for dark ones where the reader's system is dark. */
export const STYLE = `text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}.title{font-size:17px;font-weight:600}.facts{font-size:13px}.unit{font-size:11px}.grid{stroke-width:1}.load{fill-opacity:.24}.shade{fill-opacity:.2}.slight{fill-opacity:.06}.peak,.capacity{fill:none;stroke-linejoin:round}.capacity{stroke-width:1.8}${coloured(LIGHT)}@media(prefers-color-scheme:dark){${coloured(DARK)}}`;

function coloured({ back, ink, soft, grid, load, capacity, miss }: Colours): string {
  return `.back{fill:${back}}text{fill:${soft}}.title{fill:${ink}}.grid{stroke:${grid}}.load{fill:${load}}.peak{stroke:${load}}.capacity{stroke:${capacity}}.shade,.miss{fill:${miss}}`;
}
