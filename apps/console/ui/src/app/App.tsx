import { Component, lazy, Suspense, useSyncExternalStore, type ReactNode } from 'react';
import { BrowserRouter, Navigate, Route, Routes } from 'react-router';
import { Bullseye, Button, EmptyState, EmptyStateBody, EmptyStateFooter, Spinner } from '@patternfly/react-core';
import { session } from '../api/http';
import { Login } from './Login';
import { Shell } from './Shell';

const Overview = lazy(() => import('../pages/Overview'));
const Providers = lazy(() => import('../pages/Providers'));
const ProviderCreate = lazy(() => import('../pages/ProviderCreate'));
const ProviderDetails = lazy(() => import('../pages/ProviderDetails'));
const Plans = lazy(() => import('../pages/Plans'));
const PlanWizard = lazy(() => import('../pages/PlanWizard'));
const PlanDetails = lazy(() => import('../pages/PlanDetails'));
const Maps = lazy(() => import('../pages/Maps'));
const MapDetails = lazy(() => import('../pages/MapDetails'));
const Machines = lazy(() => import('../pages/Machines'));
const MachineDetails = lazy(() => import('../pages/MachineDetails'));
const LiveMigrations = lazy(() => import('../pages/LiveMigrations'));
const Policies = lazy(() => import('../pages/Policies'));
const StorageMigrations = lazy(() => import('../pages/StorageMigrations'));
const Nodes = lazy(() => import('../pages/Nodes'));
const Settings = lazy(() => import('../pages/Settings'));
const Help = lazy(() => import('../pages/Help'));

export function App() {
  const token = useSyncExternalStore(session.subscribe, session.token);
  if (!token) return <Login />;
  return (
    <BrowserRouter basename="/console">
      <Shell>
        <Guard>
          <Suspense fallback={<Bullseye><Spinner aria-label="Loading" /></Bullseye>}>
            <Routes>
              <Route path="/overview" element={<Overview />} />
              <Route path="/providers" element={<Providers />} />
              <Route path="/providers/create" element={<ProviderCreate />} />
              <Route path="/providers/:namespace/:name" element={<ProviderDetails />} />
              <Route path="/plans" element={<Plans />} />
              <Route path="/plans/create" element={<PlanWizard />} />
              <Route path="/plans/:namespace/:name" element={<PlanDetails />} />
              <Route path="/networkmaps" element={<Maps of="network" />} />
              <Route path="/networkmaps/:namespace/:name" element={<MapDetails of="network" />} />
              <Route path="/storagemaps" element={<Maps of="storage" />} />
              <Route path="/storagemaps/:namespace/:name" element={<MapDetails of="storage" />} />
              <Route path="/vms" element={<Machines />} />
              <Route path="/vms/:namespace/:name" element={<MachineDetails />} />
              <Route path="/livemigrations" element={<LiveMigrations />} />
              <Route path="/policies" element={<Policies />} />
              <Route path="/storagemigrations" element={<StorageMigrations />} />
              <Route path="/nodes" element={<Nodes />} />
              <Route path="/settings" element={<Settings />} />
              <Route path="/help" element={<Help />} />
              <Route path="*" element={<Navigate to="/overview" replace />} />
            </Routes>
          </Suspense>
        </Guard>
      </Shell>
    </BrowserRouter>
  );
}

/** A page that breaks leaves the rest usable, and says what broke. */
class Guard extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <EmptyState titleText="This page broke" status="danger" headingLevel="h1">
        <EmptyStateBody>{error.message}</EmptyStateBody>
        <EmptyStateFooter>
          <Button onClick={() => this.setState({ error: undefined })}>Try again</Button>
        </EmptyStateFooter>
      </EmptyState>
    );
  }
}
