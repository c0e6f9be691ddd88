import type { Replica, Service } from '../api/types.ts';
import { useWords } from '../state/context.ts';
import { formatNumber, formatSpan } from '../text/format.ts';
import type { Words } from '../text/words.ts';

/** Every replica, as Docker and the balancer see it. */
export function MembersTable({ service, now }: { readonly service: Service; readonly now: number }) {
  const words = useWords();
  const members = [...service.members].sort((a, b) => a.number - b.number);
  return (
    <section class="card" aria-labelledby="members">
      <h2 id="members">{words.members}</h2>
      {service.balancer.fault !== null && (
        <p class="fault" lang="en">
          {service.balancer.fault}
        </p>
      )}
      <div class="wide">
        <table>
          <thead>
            <tr>
              <th scope="col">{words.number}</th>
              <th scope="col">{words.state}</th>
              <th scope="col">{words.inBalancer}</th>
              <th scope="col" class="figure">
                {words.inFlight}
              </th>
              <th scope="col" class="figure">
                {words.age}
              </th>
              <th scope="col" class="name">
                {words.name}
              </th>
            </tr>
          </thead>
          <tbody>
            {members.map((replica) => (
              <Member key={replica.id} replica={replica} now={now} words={words} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface MemberProps {
  readonly replica: Replica;
  readonly now: number;
  readonly words: Words;
}

function Member({ replica, now, words }: MemberProps) {
  const { number, state, transit, balancer, createdAt, name } = replica;
  return (
    <tr>
      <th scope="row">{number}</th>
      <td>
        <span class="dot" data-state={transit ?? state} />
        {transit === null ? words.states[state] : words.transits[transit]}
      </td>
      <td>
        {balancer === null
          ? words.notKnown
          : `${words.entries[balancer.state]} · ${balancer.address}:${balancer.port}`}
      </td>
      <td class="figure">{balancer === null ? '–' : formatNumber(balancer.inFlight, words.locale)}</td>
      <td class="figure">{formatSpan(now - Date.parse(createdAt), words.locale)}</td>
      <td class="name">{name}</td>
    </tr>
  );
}
