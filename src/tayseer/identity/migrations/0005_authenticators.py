"""Passkeys, apps of codes and approving devices; challenges, approvals, proofings, codes on paper and of activation."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0004_signatures'),
    ]

    operations = [
        migrations.CreateModel(
            name='ActivationCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.BinaryField()),
                ('channel', models.TextField()),
                ('attempts', models.SmallIntegerField(default=0)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(db_index=True)),
                ('used_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.TextField(unique=True)),
                ('token', models.BinaryField(unique=True)),
                ('purpose', models.TextField()),
                ('digits', models.TextField()),
                ('service', models.JSONField()),
                ('agency', models.JSONField()),
                ('place', models.TextField(default='')),
                ('text', models.JSONField()),
                ('state', models.TextField(default='open')),
                ('opened_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(db_index=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('level', models.SmallIntegerField(default=0)),
                ('cleared_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Authenticator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.TextField(unique=True)),
                ('kind', models.TextField()),
                ('name', models.TextField()),
                ('bound_level', models.SmallIntegerField()),
                ('bound_at', models.DateTimeField()),
                ('last_used_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('credential', models.BinaryField(null=True)),
                ('public_key', models.BinaryField(null=True)),
                ('sign_count', models.BigIntegerField(default=0)),
                ('aaguid', models.TextField(default='')),
                ('transports', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('secret', models.BinaryField(null=True)),
                ('last_period', models.BigIntegerField(null=True)),
                ('push', models.JSONField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='AuthenticatorChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.TextField()),
                ('name', models.TextField(default='')),
                ('device', models.TextField(default='')),
                ('changed_at', models.DateTimeField(db_index=True)),
                ('holds', models.BooleanField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
                ('attempts', models.SmallIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Challenge',
            fields=[
                ('token', models.BinaryField(primary_key=True, serialize=False)),
                ('purpose', models.TextField()),
                ('challenge', models.BinaryField()),
                ('expires_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='Proofing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.TextField()),
                ('level', models.SmallIntegerField()),
                ('at', models.DateTimeField()),
                ('fresh_until', models.DateTimeField()),
                ('by_kind', models.TextField()),
                ('by', models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.BinaryField()),
                ('made_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='account',
            name='identity_account_state',
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['active', 'inactive', 'locked', 'paused'])), name='identity_account_state'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(fields=('credential', 'signature'), name='identity_signature_once'),
        ),
        migrations.AddField(
            model_name='activationcode',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='identity.account'),
        ),
        migrations.AddField(
            model_name='approval',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='identity.account'),
        ),
        migrations.AddField(
            model_name='authenticator',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='identity.account'),
        ),
        migrations.AddField(
            model_name='approval',
            name='authenticator',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='identity.authenticator'),
        ),
        migrations.AddField(
            model_name='authenticatorchange',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='identity.account'),
        ),
        migrations.AddField(
            model_name='challenge',
            name='account',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='identity.account'),
        ),
        migrations.AddField(
            model_name='proofing',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='identity.account'),
        ),
        migrations.AddField(
            model_name='recoverycode',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='identity.account'),
        ),
        migrations.AddIndex(
            model_name='authenticator',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['account'], name='identity_authenticator_of'),
        ),
        migrations.AddConstraint(
            model_name='authenticator',
            constraint=models.CheckConstraint(condition=models.Q(('bound_level__in', [1, 2, 3])), name='identity_authenticator_level'),
        ),
        migrations.AddConstraint(
            model_name='authenticator',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('credential__isnull', False), ('kind', 'passkey'), ('public_key__isnull', False)), models.Q(('kind', 'totp'), ('secret__isnull', False)), models.Q(('credential__isnull', False), ('kind', 'app')), _connector='OR'), name='identity_authenticator_kind'),
        ),
        migrations.AddConstraint(
            model_name='authenticator',
            constraint=models.UniqueConstraint(fields=('credential',), name='identity_authenticator_credential'),
        ),
        migrations.AddIndex(
            model_name='approval',
            index=models.Index(fields=['account', 'state'], name='identity_approval_of'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'approved', 'used', 'wrong', 'not_me'])), name='identity_approval_state'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'used']), _negated=True), ('authenticator__isnull', False), _connector='OR'), name='identity_approval_by'),
        ),
        migrations.AddIndex(
            model_name='authenticatorchange',
            index=models.Index(condition=models.Q(('confirmed_at__isnull', True), ('holds', True)), fields=['account', 'changed_at'], name='identity_authchange_holds'),
        ),
        migrations.AddIndex(
            model_name='authenticatorchange',
            index=models.Index(condition=models.Q(('told_at__isnull', True)), fields=['id'], name='identity_authchange_untold'),
        ),
        migrations.AddIndex(
            model_name='proofing',
            index=models.Index(fields=['account', 'fresh_until'], name='identity_proofing_of'),
        ),
        migrations.AddConstraint(
            model_name='proofing',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['desk', 'device', 'bank'])), name='identity_proofing_channel'),
        ),
        migrations.AddConstraint(
            model_name='proofing',
            constraint=models.CheckConstraint(condition=models.Q(('level__in', [1, 2, 3])), name='identity_proofing_level'),
        ),
        migrations.AddConstraint(
            model_name='recoverycode',
            constraint=models.UniqueConstraint(fields=('account', 'code'), name='identity_recoverycode_once'),
        ),
    ]
