import { IsOptional, IsString, Matches, MaxLength, ValidateBy } from 'class-validator';
import { holdsIdentifier } from './identifier-like.js';

/** Why personal data is looked up (spec 6.2); part of the body of every such POST. */
export class LookupPurpose {
  /**
   * One of the query matters that the actor's unit has published.
   * @example 'DISPUTE_HANDLING'
   */
  @IsString()
  @Matches(/^[A-Z][A-Z0-9_]{1,39}$/)
  purposeCode!: string;

  /**
   * The case or matter it is for. Not a name and not an identifier of a person.
   * @example '银信异〔2026〕15号'
   */
  @IsString()
  @MaxLength(64)
  @Matches(/^[\p{L}\p{N}][\p{L}\p{N}〔〕()（）[\]【】_./-]*$/u)
  @HoldsNoIdentifier()
  matterNo!: string;

  /**
   * The clause, or the number of the authorisation, that allows it.
   * @example '社会信用条例第三十四条'
   */
  @IsOptional()
  @IsString()
  @MaxLength(120)
  @Matches(/^[^\p{Cc}]+$/u)
  @HoldsNoIdentifier()
  legalBasis?: string;
}

/** Refuses a text with what looks like an identifier in it: it would stand in the register in clear. */
function HoldsNoIdentifier(): PropertyDecorator {
  return ValidateBy({
    name: 'holdsNoIdentifier',
    validator: {
      validate: (value: unknown) => typeof value !== 'string' || !holdsIdentifier(value),
      defaultMessage: () => '$property must not hold an identifier of a person or an organisation',
    },
  });
}
