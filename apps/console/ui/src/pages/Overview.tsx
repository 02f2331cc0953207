import { useMemo, type ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { Alert, Button, Card, CardBody, CardTitle, Content, PageSection, Title } from '@patternfly/react-core';
import { useObjects } from '../api/hooks';
import { KINDS, keyOf, type KubeObject } from '../api/kinds';
import { blockers, conditionsOf } from '../model/conditions';
import { planAmount, planState, planVms, type PlanState } from '../model/plan';
import { providerState } from '../model/provider';
import { bytes, duration, rate } from '../model/units';
import { Status, Transfer } from '../parts/Status';

const linkOf = (p: KubeObject) => `/plans/${p.metadata.namespace}/${p.metadata.name}`;

interface Need {
  key: string;
  title: string;
  text: string;
  link: string;
}

/** Everything that waits for a person, worst first. */
function needs(plans: readonly KubeObject[], providers: readonly KubeObject[]): Need[] {
  const found: Need[] = [];
  for (const p of providers) {
    const state = providerState(p);
    if (state === 'ConnectionFailed' || state === 'ValidationFailed') {
      const text = blockers(conditionsOf(p)).map((c) => c.message ?? c.type).join(' ');
      found.push({ key: `provider ${keyOf(p)}`, title: `Provider ${p.metadata.name}: ${state}`, text, link: `/providers/${keyOf(p)}` });
    }
  }
  for (const p of plans) {
    const state = planState(p);
    const failed = planVms(p).filter((v) => v.state === 'Failed');
    if (state === 'Cannot start') {
      found.push({ key: `plan ${keyOf(p)}`, title: `Plan ${p.metadata.name} cannot start`, text: blockers(conditionsOf(p)).map((c) => c.message ?? c.type).join(' '), link: linkOf(p) });
    } else if (failed.length && state !== 'Archived') {
      found.push({ key: `plan ${keyOf(p)}`, title: `Plan ${p.metadata.name}: ${failed.length} machines failed`, text: `${failed[0]!.name}: ${failed[0]!.reason}`, link: `${linkOf(p)}?tab=vms&vms.f.state=Failed` });
    } else if (state === 'Paused') {
      found.push({ key: `plan ${keyOf(p)}`, title: `Plan ${p.metadata.name} waits for its cutover`, text: 'Changes are copied in rounds until then.', link: linkOf(p) });
    }
  }
  return found;
}

export default function Overview() {
  const plans = useObjects(KINDS.plan);
  const providers = useObjects(KINDS.provider);
  const navigate = useNavigate();
  const waiting = useMemo(() => needs(plans.items, providers.items), [plans.items, providers.items]);
  const running = plans.items.filter((p) => ['Running', 'Pending', 'Paused'].includes(planState(p)));
  return (
    <>
      <PageSection>
        <Title headingLevel="h1">Overview</Title>
      </PageSection>
      <PageSection>
        <div className="w-cards">
          <Part title="Migration plans">
            <States plans={plans.items} />
          </Part>
          <Part title="Virtual machines">
            <Machines plans={plans.items} />
          </Part>
          <Part title="Throughput now">
            <Throughput plans={running} />
          </Part>
          <Part title="Start here">
            <Content>Add where your machines run, then plan which of them move.</Content>
            <Button variant="secondary" onClick={() => void navigate('/providers/create')}>Create provider</Button>{' '}
            <Button onClick={() => void navigate('/plans/create')}>Create plan</Button>
          </Part>
        </div>
      </PageSection>
      <PageSection>
        <Title headingLevel="h2">What needs you</Title>
        {waiting.length === 0 && <Content>Nothing: no plan or provider waits for a person.</Content>}
        {waiting.map((n) => (
          <Alert key={n.key} isInline variant="warning" title={n.title} actionLinks={<Link to={n.link}>Look at it</Link>}>
            {n.text}
          </Alert>
        ))}
      </PageSection>
      <PageSection>
        <Title headingLevel="h2">What runs</Title>
        {running.length === 0 && <Content>No migration runs now.</Content>}
        {running.map((p) => (
          <Card key={keyOf(p)} isCompact>
            <CardTitle>
              <Link to={linkOf(p)}>{p.metadata.name}</Link> <Status word={planState(p)} />
            </CardTitle>
            <CardBody>
              <Transfer amount={planAmount(planVms(p))} label={`Progress of ${p.metadata.name}`} />
            </CardBody>
          </Card>
        ))}
      </PageSection>
    </>
  );
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <Card>
    <CardTitle component="h2">{title}</CardTitle>
    <CardBody>{children}</CardBody>
  </Card>
);

function States({ plans }: { plans: readonly KubeObject[] }) {
  const counts = new Map<PlanState, number>();
  plans.forEach((p) => counts.set(planState(p), (counts.get(planState(p)) ?? 0) + 1));
  if (counts.size === 0) return <Content>No plans yet.</Content>;
  return (
    <>
      {[...counts].map(([word, n]) => (
        <div key={word}>
          <Status word={word} /> <Link to={`/plans?f.status=${encodeURIComponent(word)}`}>{n}</Link>
        </div>
      ))}
    </>
  );
}

function Machines({ plans }: { plans: readonly KubeObject[] }) {
  const counts = new Map<string, number>();
  plans.flatMap(planVms).forEach((v) => counts.set(v.state, (counts.get(v.state) ?? 0) + 1));
  if (counts.size === 0) return <Content>None has been migrated yet.</Content>;
  return (
    <>
      {[...counts].map(([word, n]) => (
        <div key={word}>
          <Status word={word} /> {n}
        </div>
      ))}
    </>
  );
}

function Throughput({ plans }: { plans: KubeObject[] }) {
  const total = planAmount(plans.flatMap(planVms));
  if (!total?.rate) return <Content>Nothing is copied now.</Content>;
  return (
    <>
      <Title headingLevel="h3">{rate(total.rate)}</Title>
      <Content>
        {bytes(total.done)} of {bytes(total.total)}
        {total.secondsLeft !== undefined && `, about ${duration(total.secondsLeft)} left`}
      </Content>
    </>
  );
}
