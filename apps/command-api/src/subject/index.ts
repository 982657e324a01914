import { AuthorizeAgentController, AuthorizeAgentHandler } from './authorize-agent.js';
import { CorrectSubjectIdentifierController, CorrectSubjectIdentifierHandler } from './correct-subject-identifier.js';
import { JoinDossiersController, JoinDossiersHandler } from './join-dossiers.js';
import { LookUpSubjectController, LookUpSubjectHandler } from './look-up-subject.js';
import { ProposeDossiersJoiningController, ProposeDossiersJoiningHandler } from './propose-dossiers-joining.js';
import { RecordSubjectExtinctController, RecordSubjectExtinctHandler } from './record-subject-extinct.js';
import { RegisterSubjectController, RegisterSubjectHandler } from './register-subject.js';
import { RenameSubjectController, RenameSubjectHandler } from './rename-subject.js';
import { RevokeAgentController, RevokeAgentHandler } from './revoke-agent.js';

export const SUBJECT_CONTROLLERS = [
  AuthorizeAgentController,
  CorrectSubjectIdentifierController,
  JoinDossiersController,
  LookUpSubjectController,
  ProposeDossiersJoiningController,
  RecordSubjectExtinctController,
  RegisterSubjectController,
  RenameSubjectController,
  RevokeAgentController,
];

export const SUBJECT_HANDLERS = [
  AuthorizeAgentHandler,
  CorrectSubjectIdentifierHandler,
  JoinDossiersHandler,
  LookUpSubjectHandler,
  ProposeDossiersJoiningHandler,
  RecordSubjectExtinctHandler,
  RegisterSubjectHandler,
  RenameSubjectHandler,
  RevokeAgentHandler,
];
