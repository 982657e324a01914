import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ANYBODY, type ActorRequest } from '#libs/access';

/** Makes whoever sent a token nobody, so that no register and no event can tell who it was (spec 6.3). */
@Injectable()
export class ForgetActor implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    context.switchToHttp().getRequest<ActorRequest>().actor = ANYBODY;
    return true;
  }
}
