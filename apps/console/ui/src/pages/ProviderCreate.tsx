import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import {
  ActionGroup, Alert, Button, Card, CardBody, CardHeader, CardTitle, Checkbox, Form, FormGroup, FormHelperText, FormSelect,
  FormSelectOption, Gallery, HelperText, HelperTextItem, PageSection, TextArea, TextInput, Title,
} from '@patternfly/react-core';
import { create, useJson, useNamespaces } from '../api/hooks';
import { KINDS, type KubeObject } from '../api/kinds';
import { FORMS_PATH, isAsked, type Field, type ProviderForm } from '../model/forms';
import { nameProblem } from '../model/units';
import { Problem } from '../parts/Problem';

type Values = Record<string, string>;

export default function ProviderCreate() {
  const [parameters, setParameters] = useSearchParams();
  const { data: forms, error } = useJson<ProviderForm[]>(FORMS_PATH);
  const form = forms?.find((f) => f.type === parameters.get('type'));
  return (
    <PageSection>
      <Title headingLevel="h1">Create provider</Title>
      <Problem error={error} title="The types of providers cannot be read now" />
      {form ? <Fields key={form.type} form={form} /> : <Types forms={forms ?? []} choose={(type) => setParameters({ type })} />}
    </PageSection>
  );
}

function Types({ forms, choose }: { forms: ProviderForm[]; choose: (type: string) => void }) {
  return (
    <Gallery hasGutter aria-label="Types of providers">
      {forms.map((f) => (
        <Card key={f.type} isClickable>
          <CardHeader selectableActions={{ onClickAction: () => choose(f.type), selectableActionAriaLabel: f.title }}>
            <CardTitle>{f.title}</CardTitle>
          </CardHeader>
          <CardBody>{f.blurb}</CardBody>
        </Card>
      ))}
    </Gallery>
  );
}

function objects(form: ProviderForm, name: string, namespace: string, values: Values): { secret: KubeObject; provider: KubeObject } {
  const asked = form.fields.filter((f) => isAsked(form, f, values));
  const pick = (to: 'secret' | 'settings') =>
    Object.fromEntries(
      asked.filter((f) => f.to === to).map((f) => [f.key, values[f.key] || f.options?.[0] || '']).filter(([, v]) => v),
    );
  const trust: Values = {};
  if (form.tls && values.insecureSkipVerify === 'true') trust.insecureSkipVerify = 'true';
  if (form.tls && values.cacert) trust.cacert = values.cacert;
  const url = values.url ?? '';
  const settings = pick('settings');
  return {
    secret: {
      metadata: { name, namespace, labels: { createdForProviderType: form.type, createdForResourceType: 'providers' } },
      type: 'Opaque',
      stringData: { url, ...pick('secret'), ...trust },
    },
    provider: {
      metadata: { name, namespace },
      spec: { type: form.type, url, secret: { name, namespace }, ...(Object.keys(settings).length && { settings }) },
    },
  };
}

function Fields({ form }: { form: ProviderForm }) {
  const navigate = useNavigate();
  const namespaces = useNamespaces();
  const [name, setName] = useState('');
  const [namespace, setNamespace] = useState('');
  const [values, setValues] = useState<Values>({});
  const [error, setError] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const set = (key: string, value: string) => setValues((old) => ({ ...old, [key]: value }));
  const asked = [form.url, ...form.fields].filter((f) => isAsked(form, f, values));
  const missing = asked.filter((f) => f.required && !f.options && !values[f.key]?.trim()).map((f) => f.title);
  const project = namespace || namespaces[0] || '';
  const bad = nameProblem(name);
  const save = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const { secret, provider } = objects(form, name, project, values);
      await create(KINDS.secret, secret);
      await create(KINDS.provider, provider);
      void navigate(`/providers/${project}/${name}`);
    } catch (e) {
      setError(e as Error);
      setBusy(false);
    }
  };
  return (
    <Form isWidthLimited onSubmit={(e) => e.preventDefault()}>
      <FormGroup label="Type" fieldId="type">
        <TextInput id="type" value={form.title} readOnlyVariant="default" />
      </FormGroup>
      <FormGroup label="Project" isRequired fieldId="project">
        <FormSelect id="project" value={project} onChange={(_, v) => setNamespace(v)}>
          {namespaces.map((n) => (
            <FormSelectOption key={n} value={n} label={n} />
          ))}
        </FormSelect>
      </FormGroup>
      <FormGroup label="Name" isRequired fieldId="name">
        <TextInput id="name" value={name} onChange={(_, v) => setName(v)} validated={name && bad ? 'error' : 'default'} />
        {name && bad && <Hint text={bad} />}
      </FormGroup>
      {asked.map((f) => (
        <OneField key={f.key} field={f} value={values[f.key] ?? ''} set={(v) => set(f.key, v)} />
      ))}
      {form.tls && <Trust values={values} set={set} />}
      <Problem error={error} title="The provider was not created" />
      <ActionGroup>
        <Button
          onClick={() => void save()}
          isDisabled={Boolean(bad) || missing.length > 0 || !project || busy}
          isLoading={busy}
          title={missing.length ? `Missing: ${missing.join(', ')}` : bad}
        >
          Create provider
        </Button>
        <Button variant="link" onClick={() => void navigate('/providers')}>
          Leave
        </Button>
      </ActionGroup>
    </Form>
  );
}

const Hint = ({ text }: { text: string }) => (
  <FormHelperText>
    <HelperText>
      <HelperTextItem>{text}</HelperTextItem>
    </HelperText>
  </FormHelperText>
);

function OneField({ field, value, set }: { field: Field; value: string; set: (v: string) => void }) {
  return (
    <FormGroup label={field.title} isRequired={field.required} fieldId={field.key}>
      {field.options ? (
        <FormSelect id={field.key} value={value || field.options[0]} onChange={(_, v) => set(v)}>
          {field.options.map((o) => (
            <FormSelectOption key={o} value={o} label={o} />
          ))}
        </FormSelect>
      ) : (
        <TextInput id={field.key} type={field.secret ? 'password' : 'text'} value={value} onChange={(_, v) => set(v)} autoComplete="off" />
      )}
      {field.help && <Hint text={field.help} />}
    </FormGroup>
  );
}

/** Checking certificates is the default; switching it off is said loudly. */
function Trust({ values, set }: { values: Values; set: (key: string, value: string) => void }) {
  const skip = values.insecureSkipVerify === 'true';
  return (
    <>
      {!skip && (
        <FormGroup label="CA certificate" fieldId="cacert">
          <TextArea id="cacert" value={values.cacert ?? ''} onChange={(_, v) => set('cacert', v)} placeholder="-----BEGIN CERTIFICATE-----" resizeOrientation="vertical" />
          <Hint text="Empty means the authorities this system trusts." />
        </FormGroup>
      )}
      <Checkbox id="skip" label="Do not check the certificate" isChecked={skip} onChange={(_, on) => set('insecureSkipVerify', String(on))} />
      {skip && (
        <Alert isInline variant="warning" title="Anybody on the way can read the password and change the disks">
          The provider will be marked as unverified.
        </Alert>
      )}
    </>
  );
}
