import { Body, Controller, Get, Header, HttpCode, Module, Post, type DynamicModule } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { DemonstrationIssuer, PublicRoute } from '#libs/access';
import { problem, type ProblemSpec } from '#libs/platform';
import { ApiPlainProblems } from './plain-problems.js';

export class DemonstrationUserDto {
  @ApiProperty({ example: 'a-drafter', description: '账号 · account' })
  officialId!: string;
  @ApiProperty({ example: '市市场监管局 · 经办人', description: '单位与职责 · unit and duty' })
  label!: string;
  @ApiProperty({ example: 'Unit A · drafter', description: '英文说明 · the same in English' })
  labelEn!: string;
  @ApiProperty({ type: [String], example: ['RECOGNIZING_UNIT'], description: '角色 · roles' })
  roles!: readonly string[];
}

export class LogInDto {
  @ApiProperty({ example: 'a-drafter', description: '演示账号 · one of the accounts of GET /demo/users' })
  @IsString()
  @MaxLength(64)
  officialId!: string;
}

export class TokenDto {
  @ApiProperty({ description: '访问令牌，放入 Authorization: Bearer · goes into the Authorization header' })
  token!: string;
  @ApiProperty({ format: 'date-time', description: '失效时刻 · end of its validity' })
  expiresAt!: string;
}

const DEMO_USER_UNKNOWN: ProblemSpec = {
  status: 404,
  code: 'DEMO_USER_UNKNOWN',
  zh: '没有这个演示账号，账号见 GET /demo/users。',
  en: 'There is no such account; GET /demo/users lists them.',
};

/** Log-in of the demonstration: fictitious people, no passwords. Exists in the demonstration only. */
@ApiTags('9 演示 Demonstration')
@Controller('demo')
export class DemonstrationController {
  constructor(private readonly issuer: DemonstrationIssuer) {}

  @Get('users')
  @PublicRoute()
  @ApiOperation({ operationId: 'ListDemoUsers', summary: '演示账号 · accounts of the demonstration' })
  @ApiOkResponse({ type: [DemonstrationUserDto], description: '演示账号 · accounts of the demonstration' })
  users(): readonly DemonstrationUserDto[] {
    return this.issuer.users().map(({ officialId, label, labelEn, roles }) => ({ officialId, label, labelEn, roles }));
  }

  @Post('tokens')
  @PublicRoute()
  @HttpCode(201)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'IssueDemoToken', summary: '以演示账号登录 · log in as a fictitious person' })
  @ApiCreatedResponse({ type: TokenDto, description: '访问令牌 · token' })
  @ApiPlainProblems('VALIDATION_FAILED', 'BODY_NOT_JSON', DEMO_USER_UNKNOWN, 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE')
  async logIn(@Body() { officialId }: LogInDto): Promise<TokenDto> {
    if (!this.issuer.users().some((user) => user.officialId === officialId)) {
      throw problem(DEMO_USER_UNKNOWN);
    }
    return this.issuer.issueToken(officialId);
  }
}

@Module({})
export class DemonstrationModule {
  static register(issuer: DemonstrationIssuer): DynamicModule {
    return {
      module: DemonstrationModule,
      controllers: [DemonstrationController],
      providers: [{ provide: DemonstrationIssuer, useValue: issuer }],
    };
  }
}
