import icon from '../icon.svg';
import { useWords } from '../state/context.ts';
import type { Language, Theme } from '../state/preferences.ts';
import type { Link } from '../state/store.ts';

interface HeaderProps {
  readonly link: Link;
  readonly language: Language;
  readonly onLanguage: (language: Language) => void;
  readonly theme: Theme;
  readonly onTheme: (theme: Theme) => void;
}

/** The line at the top: where one is, whether it is live, language and theme. */
export function Header({ link, language, onLanguage, theme, onTheme }: HeaderProps) {
  const words = useWords();
  return (
    <header class="top">
      <a class="brand" href="#/">
        <img src={icon} alt="" width="24" height="24" />
        <span>autoscaler</span>
      </a>
      <p class="link" data-link={link.kind} role="status">
        {link.kind === 'refused' ? '' : words[link.kind]}
      </p>
      <label class="quiet">
        <span class="unseen">{words.language}</span>
        <select
          value={language}
          onChange={(event) => onLanguage(event.currentTarget.value === 'ko' ? 'ko' : 'en')}
        >
          <option value="en">English</option>
          <option value="ko">한국어</option>
        </select>
      </label>
      <label class="quiet">
        <span class="unseen">{words.theme}</span>
        <select
          value={theme}
          onChange={({ currentTarget: { value } }) =>
            onTheme(value === 'light' || value === 'dark' ? value : 'auto')
          }
        >
          {(['auto', 'light', 'dark'] as const).map((name) => (
            <option key={name} value={name}>
              {words.themes[name]}
            </option>
          ))}
        </select>
      </label>
    </header>
  );
}
