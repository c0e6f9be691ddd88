import { useEffect } from 'preact/hooks';
import { keyOf } from '../api/types.ts';
import { useStore, WordsContext } from '../state/context.ts';
import { useLanguage, useTheme } from '../state/preferences.ts';
import { useRoute } from '../state/use-route.ts';
import { ENGLISH } from '../text/english.ts';
import { KOREAN } from '../text/korean.ts';
import { Header } from './header.tsx';
import { Overview } from './overview.tsx';
import { ServicePage } from './service-page.tsx';
import { TokenForm } from './token-form.tsx';

/** The whole page. */
export function App() {
  const { state } = useStore();
  const [language, chooseLanguage] = useLanguage();
  const [theme, chooseTheme] = useTheme();
  const route = useRoute();
  const words = language === 'ko' ? KOREAN : ENGLISH;
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dataset.theme = theme;
  }, [language, theme]);
  const service = route.kind === 'service' ? state.services.get(keyOf(route.ref)) : undefined;
  useEffect(() => {
    document.title = service ? `${service.replicas.ready} · ${service.service}` : 'autoscaler';
  }, [service]);
  return (
    <WordsContext.Provider value={words}>
      <Header
        link={state.link}
        language={language}
        onLanguage={chooseLanguage}
        theme={theme}
        onTheme={chooseTheme}
      />
      <main>
        {state.link.kind === 'refused' ? (
          <TokenForm message={state.link.message} fix={state.link.fix} />
        ) : service ? (
          <ServicePage key={keyOf(service)} service={service} />
        ) : (
          <Overview />
        )}
      </main>
    </WordsContext.Provider>
  );
}
