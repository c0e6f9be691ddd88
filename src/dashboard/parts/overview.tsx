import { keyOf } from '../api/types.ts';
import { useStore, useWords } from '../state/context.ts';
import { ServiceCard } from './service-card.tsx';

/** All services, the ones that need somebody first. */
export function Overview() {
  const { state } = useStore();
  const words = useWords();
  const services = [...state.services.values()].sort((a, b) => keyOf(a).localeCompare(keyOf(b)));
  return (
    <>
      <h1>{words.services}</h1>
      <Messages title={words.policyFaults} messages={state.faults} kind="bad" />
      <Messages title={words.waitingPolicies} messages={state.waiting} kind="note" />
      {services.length === 0 && state.link.kind === 'live' && (
        <div class="card empty">
          <h2>{words.noServices}</h2>
          <p>{words.noServicesHint}</p>
        </div>
      )}
      <ul class="cards">
        {services.map((service) => (
          <li key={keyOf(service)}>
            <ServiceCard service={service} />
          </li>
        ))}
      </ul>
    </>
  );
}

interface MessagesProps {
  readonly title: string;
  readonly messages: readonly string[];
  readonly kind: 'bad' | 'note';
}

function Messages({ title, messages, kind }: MessagesProps) {
  if (messages.length === 0) return null;
  return (
    <section class={`card messages ${kind}`}>
      <h2>{title}</h2>
      <ul lang="en">
        {messages.map((message) => (
          <li key={message}>{message}</li>
        ))}
      </ul>
    </section>
  );
}
