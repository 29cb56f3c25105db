/** Numbers of the actions in an orchestrator's answer. */
export const ActionType = {
  activity: 0,
  activityWithRetry: 1,
  subOrchestration: 2,
  subOrchestrationWithRetry: 3,
  continueAsNew: 4,
  timer: 5,
  externalEvent: 6,
  callEntity: 7,
  callHttp: 8,
  signalEntity: 9,
  scheduledSignal: 10,
  whenAny: 11,
  whenAll: 12,
} as const;

export interface RetryOptions {
  firstRetryIntervalInMilliseconds: number;
  maxNumberOfAttempts: number;
  backoffCoefficient?: number;
  maxRetryIntervalInMilliseconds?: number;
  retryTimeoutInMilliseconds?: number;
}

/** One action of an orchestrator's answer; which members it has depends on its type. */
export interface Action {
  actionType: number;
  functionName?: string;
  input?: unknown;
  instanceId?: string;
  retryOptions?: RetryOptions;
  compoundActions?: Action[];
  fireAt?: string;
  isCanceled?: boolean;
  externalEventName?: string;
  operation?: string;
}

/** What an orchestrator function answers: every action since the start of the execution, and how it ended. */
export interface OrchestratorAnswer {
  isDone: boolean;
  actions: Action[];
  output?: unknown;
  customStatus?: unknown;
  error?: string;
}
