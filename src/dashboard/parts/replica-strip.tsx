import type { Service } from '../api/types.ts';
import { useWords } from '../state/context.ts';

const MOST = 40;

/** One box for each replica, and one for each that the policy would still allow. */
export function ReplicaStrip({ service }: { readonly service: Service }) {
  const words = useWords();
  const { ready, min, max } = service.replicas;
  const members = [...service.members].sort((a, b) => a.number - b.number).slice(0, MOST);
  const free = Math.max(0, Math.min(max, MOST) - members.length);
  return (
    <div class="strip" role="img" aria-label={words.of(ready, min, max)}>
      {members.map(({ id, state, transit }) => (
        <i key={id} data-state={transit ?? state} />
      ))}
      {Array.from({ length: free }, (_, index) => (
        <i key={`free-${index}`} data-state="free" />
      ))}
    </div>
  );
}
