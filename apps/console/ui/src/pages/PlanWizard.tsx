import { useEffect, useMemo, useState } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import {
  Alert, Button, Checkbox, Content, Form, FormGroup, FormSelect, FormSelectOption, PageSection, Radio, TextInput, Title, Wizard,
  WizardFooterWrapper, WizardStep, useWizardContext,
} from '@patternfly/react-core';
import { stringify } from 'yaml';
import { create, patch, remove, useJson, useNamespaces, useObjects } from '../api/hooks';
import { sendJson } from '../api/http';
import { KINDS, apiVersionOf, pathOf, type Json, type Kind, type KubeObject } from '../api/kinds';
import { FORMS_PATH, type ProviderForm } from '../model/forms';
import { MACHINES, hasCritical, usage, type InventoryVm } from '../model/provider';
import { nameProblem } from '../model/units';
import { EMPTY, defaultClass, objectsOf, problems, storageCollection, type Draft } from '../model/wizard';
import { InventoryTable } from '../parts/InventoryTable';
import { Facts } from '../parts/Details';
import { Problem } from '../parts/Problem';
import { inventoryPath } from './ProviderDetails';
import { startPlan } from './planActions';

type Change = (part: Partial<Draft>) => void;
interface StepProps {
  draft: Draft;
  change: Change;
}

const DRAFT_KEY = 'wherry.planDraft';

/** A reload or a lost connection must not lose the form. */
function useDraft(): [Draft, Change, () => void] {
  const [draft, set] = useState<Draft>(() => {
    const kept = sessionStorage.getItem(DRAFT_KEY);
    return kept ? { ...EMPTY, ...(JSON.parse(kept) as Draft) } : EMPTY;
  });
  useEffect(() => sessionStorage.setItem(DRAFT_KEY, JSON.stringify(draft)), [draft]);
  return [
    draft,
    (part) => set((old) => ({ ...old, ...part })),
    () => {
      sessionStorage.removeItem(DRAFT_KEY);
      set(EMPTY);
    },
  ];
}

export default function PlanWizard() {
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  const location = useLocation();
  const [draft, change, forget] = useDraft();
  const providers = useObjects(KINDS.provider);
  const inventory = useJson<InventoryVm[]>(draft.source ? `${inventoryPath(draft.source)}/${MACHINES}` : '');
  const used = useMemo(() => usage(draft.vms), [draft.vms]);
  useEffect(() => {
    const wanted = parameters.get('provider');
    const found = providers.items.find((p) => `${p.metadata.namespace}/${p.metadata.name}` === wanted);
    if (found && draft.source?.metadata.uid !== found.metadata.uid) change({ source: found, vms: [], networks: {}, storages: {} });
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [parameters, providers.items]);
  useEffect(() => {
    const wanted: string[] = (location.state as { vms?: string[] } | null)?.vms ?? [];
    if (wanted.length && inventory.data && draft.vms.length === 0) change({ vms: inventory.data.filter((v) => wanted.includes(v.id)) });
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [inventory.data]);
  const general = problems.general(draft, nameProblem(draft.name));
  const vms = problems.vms(draft);
  const networks = problems.networks(draft, used.networks);
  const storages = problems.storages(draft, used.storages);
  const leave = () => {
    forget();
    void navigate('/plans');
  };
  return (
    <PageSection isFilled padding={{ default: 'noPadding' }}>
      <Title headingLevel="h1" className="pf-v6-screen-reader">Create migration plan</Title>
      <Wizard title="Create migration plan" onClose={leave} isVisitRequired height="100%">
        <WizardStep name="General" id="general" footer={<Footer problem={general} leave={leave} />}>
          <General draft={draft} change={change} providers={providers.items} />
        </WizardStep>
        <WizardStep name="Virtual machines" id="vms" isDisabled={Boolean(general)} footer={<Footer problem={vms} leave={leave} />}>
          <Problem error={inventory.error} title="The inventory cannot be read now" />
          <ChooseVms draft={draft} change={change} all={inventory.data} />
        </WizardStep>
        <WizardStep name="Network map" id="networks" isDisabled={Boolean(general || vms)} footer={<Footer problem={networks} leave={leave} />}>
          <MapNetworks draft={draft} change={change} used={used.networks} />
        </WizardStep>
        <WizardStep name="Storage map" id="storages" isDisabled={Boolean(general || vms)} footer={<Footer problem={storages} leave={leave} />}>
          <MapStorages draft={draft} change={change} used={used.storages} />
        </WizardStep>
        <WizardStep name="Migration type" id="type" isDisabled={Boolean(general || vms)} footer={<Footer leave={leave} />}>
          <Type draft={draft} change={change} />
        </WizardStep>
        <WizardStep name="Other settings" id="options" isDisabled={Boolean(general || vms)} footer={<Footer leave={leave} />}>
          <Options draft={draft} change={change} />
        </WizardStep>
        <WizardStep name="Hooks" id="hooks" isDisabled={Boolean(general || vms)} footer={<Footer leave={leave} />}>
          <ChooseHooks draft={draft} change={change} />
        </WizardStep>
        <WizardStep name="Review and create" id="review" isDisabled={Boolean(general || vms || networks || storages)} footer={<></>}>
          <Review draft={draft} done={forget} leave={leave} />
        </WizardStep>
      </Wizard>
    </PageSection>
  );
}

/** Next is possible once the step is done; what is missing stands beside it. */
function Footer({ problem = '', leave }: { problem?: string; leave: () => void }) {
  const { goToNextStep, goToPrevStep, activeStep } = useWizardContext();
  return (
    <WizardFooterWrapper>
      <Button variant="secondary" onClick={() => void goToPrevStep()} isDisabled={activeStep.index === 1}>Back</Button>
      <Button onClick={() => void goToNextStep()} isDisabled={Boolean(problem)}>Next</Button>
      <Button variant="link" onClick={leave}>Leave</Button>
      {problem && <span role="status">{problem}</span>}
    </WizardFooterWrapper>
  );
}

const keyOfProvider = (p?: KubeObject) => (p ? `${p.metadata.namespace}/${p.metadata.name}` : '');

function General({ draft, change, providers }: StepProps & { providers: readonly KubeObject[] }) {
  const namespaces = useNamespaces();
  const isTarget = (p: KubeObject) => p.spec?.type === 'openshift';
  const sources = providers.filter((p) => !isTarget(p) || p.spec?.url);
  const targets = providers.filter(isTarget);
  useEffect(() => {
    if (!draft.destination && targets[0]) change({ destination: targets[0] });
    if (!draft.namespace && draft.source) change({ namespace: draft.source.metadata.namespace ?? '' });
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [targets.length, draft.source]);
  const bad = draft.name ? nameProblem(draft.name) : '';
  const pick = (list: readonly KubeObject[], key: string) => list.find((p) => keyOfProvider(p) === key);
  return (
    <Form isWidthLimited onSubmit={(e) => e.preventDefault()}>
      <FormGroup label="Plan name" isRequired fieldId="plan-name">
        <TextInput id="plan-name" value={draft.name} onChange={(_, name) => change({ name })} validated={bad ? 'error' : 'default'} />
        {bad && <Content>{bad}</Content>}
      </FormGroup>
      <FormGroup label="Description" fieldId="plan-description">
        <TextInput id="plan-description" value={draft.description} onChange={(_, description) => change({ description })} />
      </FormGroup>
      <Choice id="source" label="Source provider" value={keyOfProvider(draft.source)} options={sources.map(keyOfProvider)}
        change={(key) => change({ source: pick(sources, key), vms: [], networks: {}, storages: {} })} />
      <Choice id="target" label="Target provider" value={keyOfProvider(draft.destination)} options={targets.map(keyOfProvider)}
        change={(key) => change({ destination: pick(targets, key) })} />
      <Choice id="plan-project" label="Plan project" value={draft.namespace} options={namespaces} change={(namespace) => change({ namespace })} />
      <Choice id="target-project" label="Target project" value={draft.targetNamespace} options={namespaces} change={(targetNamespace) => change({ targetNamespace })} />
    </Form>
  );
}

function Choice(props: { id: string; label: string; value: string; options: string[]; change: (v: string) => void }) {
  return (
    <FormGroup label={props.label} isRequired fieldId={props.id}>
      <FormSelect id={props.id} value={props.value} onChange={(_, v) => props.change(v)}>
        <FormSelectOption value="" label="Choose" isPlaceholder />
        {props.options.map((o) => (
          <FormSelectOption key={o} value={o} label={o} />
        ))}
      </FormSelect>
    </FormGroup>
  );
}

function ChooseVms({ draft, change, all }: StepProps & { all?: InventoryVm[] }) {
  const selected = useMemo(() => new Set(draft.vms.map((v) => v.id)), [draft.vms]);
  const critical = draft.vms.filter(hasCritical);
  const choose = (ids: Set<string>) => change({ vms: (all ?? []).filter((v) => ids.has(v.id)) });
  return (
    <>
      {critical.length > 0 && (
        <Alert isInline variant="danger" title={`${critical.length} selected machines have critical concerns`}
          actionLinks={<Button variant="link" isInline onClick={() => change({ vms: draft.vms.filter((v) => !hasCritical(v)) })}>Deselect them</Button>}>
          A plan with them cannot start: {critical.map((v) => v.name).join(', ')}
        </Alert>
      )}
      <InventoryTable vms={all ?? []} loaded={all !== undefined} selected={selected} change={choose} />
    </>
  );
}

function useRows(draft: Draft, collection: string): Map<string, string> {
  const { data } = useJson<Json[]>(draft.source && collection ? `${inventoryPath(draft.source)}/${collection}?detail=1` : '');
  return useMemo(() => new Map((data ?? []).map((r: Json) => [String(r.id ?? r.uid), String(r.name)])), [data]);
}

function MapNetworks({ draft, change, used }: StepProps & { used: Set<string> }) {
  const names = useRows(draft, 'networks');
  const nads = useObjects(KINDS.nad);
  const options = ['pod', 'ignored', ...nads.items.map((n) => `${n.metadata.namespace}/${n.metadata.name}`)];
  const set = (id: string, target: string) => change({ networks: { ...draft.networks, [id]: target } });
  useEffect(() => {
    const open = [...used].filter((id) => !draft.networks[id]);
    const podTaken = Object.values(draft.networks).includes('pod');
    if (open.length) change({ networks: { ...draft.networks, ...Object.fromEntries(open.map((id, i) => [id, i === 0 && !podTaken ? 'pod' : 'ignored'])) } });
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [used]);
  const pods = [...used].filter((id) => draft.networks[id] === 'pod').length;
  return (
    <Form isWidthLimited onSubmit={(e) => e.preventDefault()}>
      {pods > 1 && <Alert isInline variant="warning" title="Only one network of a machine can be the pods’ network" />}
      {used.size === 0 && <Content>The selected machines are on no network.</Content>}
      {[...used].map((id) => (
        <FormGroup key={id} label={names.get(id) ?? id} fieldId={`network-${id}`}>
          <FormSelect id={`network-${id}`} value={draft.networks[id] ?? ''} onChange={(_, v) => set(id, v)}>
            {options.map((o) => (
              <FormSelectOption key={o} value={o} label={o === 'pod' ? 'Default network (pod)' : o === 'ignored' ? 'Ignore network' : o} />
            ))}
          </FormSelect>
        </FormGroup>
      ))}
    </Form>
  );
}

function MapStorages({ draft, change, used }: StepProps & { used: Set<string> }) {
  const { data: forms } = useJson<ProviderForm[]>(FORMS_PATH);
  const names = useRows(draft, storageCollection(forms, draft.source));
  const classes = useObjects(KINDS.storageClass);
  const first = defaultClass(classes.items);
  useEffect(() => {
    const open = [...used].filter((id) => !draft.storages[id]);
    if (first && open.length) change({ storages: { ...draft.storages, ...Object.fromEntries(open.map((id) => [id, first])) } });
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [used, first]);
  return (
    <Form isWidthLimited onSubmit={(e) => e.preventDefault()}>
      {[...used].map((id) => (
        <FormGroup key={id} label={names.get(id) ?? id} fieldId={`storage-${id}`}>
          <FormSelect id={`storage-${id}`} value={draft.storages[id] ?? ''} onChange={(_, v) => change({ storages: { ...draft.storages, [id]: v } })}>
            {classes.items.map((c) => (
              <FormSelectOption key={c.metadata.name} value={c.metadata.name} label={c.metadata.name + (c.metadata.name === first ? ' (default)' : '')} />
            ))}
          </FormSelect>
        </FormGroup>
      ))}
    </Form>
  );
}

function Type({ draft, change }: StepProps) {
  const without = draft.vms.filter((v) => v.changeTrackingEnabled === false);
  return (
    <Form onSubmit={(e) => e.preventDefault()}>
      <Radio id="type-cold" name="type" label="Cold" isChecked={draft.type === 'cold'} onChange={() => change({ type: 'cold' })}
        description="Machines are shut down first, then copied. The safest and simplest way." />
      <Radio id="type-warm" name="type" label="Warm" isChecked={draft.type === 'warm'} onChange={() => change({ type: 'warm' })}
        description="Machines run on while they are copied, in rounds; the pause is the last round. Needs change tracking at the source." />
      {draft.type === 'warm' && without.length > 0 && (
        <Alert isInline variant="warning" title="Machines without change tracking">{without.map((v) => v.name).join(', ')}</Alert>
      )}
    </Form>
  );
}

function Options({ draft, change }: StepProps) {
  return (
    <Form isWidthLimited onSubmit={(e) => e.preventDefault()}>
      <Checkbox id="static-ips" label="Preserve static IP addresses" isChecked={draft.preserveStaticIPs} onChange={(_, preserveStaticIPs) => change({ preserveStaticIPs })} />
      <Checkbox id="skip-conversion" label="Do not convert guests" description="For guests that have virtio drivers already." isChecked={draft.skipGuestConversion}
        onChange={(_, skipGuestConversion) => change({ skipGuestConversion })} />
      <FormGroup label="Power state of the new machines" fieldId="power">
        <FormSelect id="power" value={draft.targetPowerState} onChange={(_, targetPowerState) => change({ targetPowerState })}>
          <FormSelectOption value="" label="As at the source" />
          <FormSelectOption value="on" label="On" />
          <FormSelectOption value="off" label="Off" />
        </FormSelect>
      </FormGroup>
    </Form>
  );
}

function ChooseHooks({ draft, change }: StepProps) {
  const hooks = useObjects(KINDS.hook).items.map((h) => `${h.metadata.namespace}/${h.metadata.name}`);
  const choice = (key: 'preHook' | 'postHook', label: string) => (
    <FormGroup label={label} fieldId={key}>
      <FormSelect id={key} value={draft[key]} onChange={(_, v) => change({ [key]: v })}>
        <FormSelectOption value="" label="None" />
        {hooks.map((h) => (
          <FormSelectOption key={h} value={h} label={h} />
        ))}
      </FormSelect>
    </FormGroup>
  );
  return (
    <Form isWidthLimited onSubmit={(e) => e.preventDefault()}>
      {choice('preHook', 'Before the migration of each machine')}
      {choice('postHook', 'After the migration of each machine')}
    </Form>
  );
}

const dryRun = (kind: Kind, object: KubeObject) =>
  sendJson('POST', `${pathOf(kind, object.metadata.namespace)}?dryRun=All&fieldValidation=Strict`, {
    apiVersion: apiVersionOf(kind), kind: kind.kind, ...object,
  });

function Review({ draft, done, leave }: { draft: Draft; done: () => void; leave: () => void }) {
  const navigate = useNavigate();
  const made = useMemo(() => objectsOf(draft), [draft]);
  const [error, setError] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const save = async (andStart: boolean) => {
    setBusy(true);
    setError(undefined);
    try {
      await createAll(made, andStart);
      done();
      void navigate(`/plans/${draft.namespace}/${draft.name}`);
    } catch (e) {
      setError(e as Error);
      setBusy(false);
    }
  };
  const yaml = [[KINDS.networkMap, made.network], [KINDS.storageMap, made.storage], [KINDS.plan, made.plan]] as const;
  return (
    <>
      <Facts
        facts={[
          ['Name', draft.name],
          ['Source provider', keyOfProvider(draft.source)],
          ['Target', `${keyOfProvider(draft.destination)}, project ${draft.targetNamespace}`],
          ['Virtual machines', `${draft.vms.length}: ${draft.vms.slice(0, 10).map((v) => v.name).join(', ')}${draft.vms.length > 10 ? ' …' : ''}`],
          ['Migration type', draft.type === 'warm' ? 'Warm' : 'Cold'],
          ['Networks', `${Object.keys(draft.networks).length} mapped`],
          ['Storage', `${Object.keys(draft.storages).length} mapped`],
        ]}
      />
      <Problem error={error} title="The plan was not created" />
      <Button onClick={() => void save(false)} isDisabled={busy}>Create</Button>{' '}
      <Button variant="secondary" onClick={() => void save(true)} isDisabled={busy}>Create and start</Button>{' '}
      <Button variant="link" onClick={leave}>Leave</Button>
      <details>
        <summary>YAML</summary>
        <pre className="w-log">
          {yaml.map(([k, o]) => stringify({ apiVersion: apiVersionOf(k), kind: k.kind, ...o })).join('---\n')}
        </pre>
      </details>
    </>
  );
}

/** All or nothing: refused objects are found by a dry run; the plan owns its maps, so that they go with it. */
async function createAll(made: ReturnType<typeof objectsOf>, andStart: boolean) {
  await dryRun(KINDS.networkMap, made.network);
  await dryRun(KINDS.storageMap, made.storage);
  await dryRun(KINDS.plan, made.plan);
  const written: [Kind, KubeObject][] = [];
  try {
    for (const [kind, object] of [[KINDS.networkMap, made.network], [KINDS.storageMap, made.storage], [KINDS.plan, made.plan]] as const) {
      written.push([kind, await create(kind, object)]);
    }
  } catch (e) {
    for (const [kind, object] of written.reverse()) await remove(kind, object).catch(() => undefined);
    throw e;
  }
  const plan = written[2]![1];
  const owner = { apiVersion: apiVersionOf(KINDS.plan), kind: 'Plan', name: plan.metadata.name, uid: plan.metadata.uid };
  for (const [kind, object] of written.slice(0, 2)) await patch(kind, object, { metadata: { ownerReferences: [owner] } });
  if (andStart) await startPlan(plan);
}

