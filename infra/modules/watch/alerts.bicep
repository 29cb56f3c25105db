import { tagsOfResource } from '../../types.bicep'

metadata description = 'Alert rules on what the app logs (docs/messages.md), and who is told.'

param name string
param location string
param tags tagsOfResource
@description('Resource id of the workspace that the app logs to.')
param workspaceId string
@description('Who gets an e-mail; nobody: alerts are only shown in the portal.')
param emails string[]
@description('Routes that have to succeed once in so many hours; none: no such rule.')
param nightlyRoutes string[]
@minValue(2)
@maxValue(47)
param nightlyHours int
@description('Days before its end at which a SAS that nobody renews is told of.')
@minValue(1)
@maxValue(90)
param sasWarningDays int

type rule = {
  @description('Last part of its name.')
  name: string
  displayName: string
  description: string
  query: string
  severity: 0 | 1 | 2 | 3 | 4
  @description('ISO 8601.')
  every: string
  @description('ISO 8601: what it looks at.')
  window: string
  @description('ISO 8601: what it looks at instead; empty for the window.')
  range: string
  @description('Column to sum up; empty: rows are counted.')
  measure: string
  operator: 'GreaterThan' | 'LessThan'
  threshold: int
  @description('Columns each of whose values is an alert of its own.')
  by: string[]
}

var failedTransfers = loadTextContent('../../queries/failedTransfers.kql')
var endingSas = replace(loadTextContent('../../queries/endingSas.kql'), '{warnDays}', string(sasWarningDays))
var sweepFinds = loadTextContent('../../queries/sweepFinds.kql')
var silentApp = loadTextContent('../../queries/silentApp.kql')
var noSuccess = replace(
  replace(loadTextContent('../../queries/noSuccess.kql'), '{hours}', string(nightlyHours)),
  '{routes}',
  string(nightlyRoutes)
)

var always rule[] = [
  {
    name: 'failed-transfer'
    displayName: 'acr-ferry: a transfer failed'
    description: 'A transfer ended failed, partial or unconfirmed. GET /api/transfers/{id} has its report, POST …/retry takes up what was not delivered.'
    query: failedTransfers
    severity: 1
    every: 'PT5M'
    window: 'PT15M'
    range: ''
    measure: ''
    operator: 'GreaterThan'
    threshold: 0
    by: ['route', 'outcome']
  }
  {
    name: 'sas-end'
    displayName: 'acr-ferry: a SAS ends'
    description: 'A SAS that nobody renews ends soon, or the app could not renew one of its own. GET /api/routes/{route}/sas shows it.'
    query: endingSas
    severity: 2
    every: 'PT1H'
    window: 'PT6H'
    range: ''
    measure: ''
    operator: 'GreaterThan'
    threshold: 0
    by: ['route', 'secretUri']
  }
  {
    name: 'sweep-finds'
    displayName: 'acr-ferry: the sweep found something'
    description: 'The sweep started what no event told of, took up what was cut off, or failed to look. GET /api/sweeps shows what; GET /api/routes/{route}/doctor checks the events.'
    query: sweepFinds
    severity: 3
    every: 'PT15M'
    window: 'PT30M'
    range: ''
    measure: 'finds'
    operator: 'GreaterThan'
    threshold: 0
    by: []
  }
  {
    name: 'silent'
    displayName: 'acr-ferry: the app is silent'
    description: 'No sweep has ended for an hour, though one is due every five minutes: the app does not run, or cannot log.'
    query: silentApp
    severity: 1
    every: 'PT15M'
    window: 'PT1H'
    range: ''
    measure: 'sweeps'
    operator: 'LessThan'
    threshold: 1
    by: []
  }
]
var nightly rule[] = [
  {
    name: 'no-success'
    displayName: 'acr-ferry: no transfer succeeded'
    description: 'No transfer of a route has succeeded in time. GET /api/routes/{route}/schedules shows what became of its due times.'
    query: noSuccess
    severity: 1
    every: 'PT1H'
    window: 'P1D'
    range: 'P2D'
    measure: ''
    operator: 'GreaterThan'
    threshold: 0
    by: ['route']
  }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(emails)) {
  name: 'ag-${name}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'acr-ferry'
    emailReceivers: [
      for (email, number) in emails: { name: 'email-${number}', emailAddress: email, useCommonAlertSchema: true }
    ]
  }
}

resource rules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for one in concat(always, empty(nightlyRoutes) ? [] : nightly): {
    name: 'alert-${name}-${one.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: one.displayName
      description: one.description
      enabled: true
      severity: one.severity
      scopes: [workspaceId]
      evaluationFrequency: one.every
      windowSize: one.window
      overrideQueryTimeRange: empty(one.range) ? null : one.range
      // Told once, and taken back when it is over.
      autoMitigate: true
      // The table is not there before the app has logged.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: one.query
            timeAggregation: empty(one.measure) ? 'Count' : 'Total'
            metricMeasureColumn: empty(one.measure) ? null : one.measure
            operator: one.operator
            threshold: one.threshold
            dimensions: [for column in one.by: { name: column, operator: 'Include', values: ['*'] }]
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: empty(emails) ? [] : [people.id] }
    }
  }
]
