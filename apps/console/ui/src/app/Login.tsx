import { useEffect, useState } from 'react';
import { ActionGroup, Button, Form, FormGroup, FormHelperText, HelperText, HelperTextItem, LoginPage, TextInput } from '@patternfly/react-core';
import { getJson, sendJson, session } from '../api/http';
import { Problem } from '../parts/Problem';
import { useTheme } from './useTheme';

/** Takes the code of a link once, and out of the address bar at once. */
function codeOfLink(): string {
  const code = new URLSearchParams(location.hash.slice(1)).get('code') ?? '';
  if (code) history.replaceState(null, '', location.pathname + location.search);
  return code;
}

/** By the one-time link that the command prints, or by a token. */
export function Login() {
  useTheme();
  const [token, setToken] = useState('');
  const [error, setError] = useState<Error>();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const code = codeOfLink();
    if (!code) return;
    setBusy(true);
    sendJson<{ token: string }>('POST', '/console/login', { code })
      .then((answer) => session.begin(answer.token))
      .catch((e: Error) => setError(e))
      .finally(() => setBusy(false));
  }, []);
  const submit = async () => {
    setBusy(true);
    setError(undefined);
    try {
      session.begin(token);
      await getJson('/apis');
    } catch (e) {
      session.end();
      setError(e as Error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <LoginPage loginTitle="Log in to Wherry" loginSubtitle="Moves virtual machines">
      <Form
        onSubmit={(e) => {
          e.preventDefault();
          void submit();
        }}
      >
        <Problem error={error} title="Login failed" />
        <FormGroup label="Token" isRequired fieldId="token">
          <TextInput
            id="token"
            type="password"
            value={token}
            onChange={(_, v) => setToken(v)}
            autoComplete="off"
            isRequired
          />
          <FormHelperText>
            <HelperText>
              <HelperTextItem>
                On this machine, “wherry console-link” prints a link that logs you in. On a cluster, “kubectl create token”
                makes a token.
              </HelperTextItem>
            </HelperText>
          </FormHelperText>
        </FormGroup>
        <ActionGroup>
          <Button type="submit" isBlock isLoading={busy} isDisabled={!token || busy}>
            Log in
          </Button>
        </ActionGroup>
      </Form>
    </LoginPage>
  );
}
