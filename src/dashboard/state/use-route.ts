import { useEffect, useState } from 'preact/hooks';
import { parseRoute, type Route } from './route.ts';

/** What the address asks for, followed as it changes. */
export function useRoute(): Route {
  const [route, setRoute] = useState(parseRoute(location.hash));
  useEffect(() => {
    const follow = () => setRoute(parseRoute(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return route;
}
