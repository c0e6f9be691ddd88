import { render } from 'preact';
import { App } from './parts/app.tsx';
import { StoreContext } from './state/context.ts';
import { Store } from './state/store.ts';
import { takeToken } from './state/token.ts';
import './style/index.css';

const store = new Store(takeToken());
store.start();

const place = document.querySelector('#app');
if (place !== null)
  render(
    <StoreContext.Provider value={store}>
      <App />
    </StoreContext.Provider>,
    place,
  );
