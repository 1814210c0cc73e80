"""Tables of the logs, their proofs, the salts and the questions of people."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_append_only'),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='role',
            field=models.TextField(db_default='', default=''),
        ),
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('pk', models.CompositePrimaryKey('log', 'size', blank=True, editable=False, primary_key=True, serialize=False)),
                ('log', models.TextField()),
                ('size', models.BigIntegerField()),
                ('root', models.BinaryField()),
                ('note', models.TextField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Digests',
            fields=[
                ('event_id', models.UUIDField(primary_key=True, serialize=False)),
                ('entry', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('log', models.TextField(primary_key=True, serialize=False)),
                ('settled', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('seen_before', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Node',
            fields=[
                ('pk', models.CompositePrimaryKey('log', 'level', 'index', blank=True, editable=False, primary_key=True, serialize=False)),
                ('log', models.TextField()),
                ('level', models.SmallIntegerField()),
                ('index', models.BigIntegerField()),
                ('hash', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='Salt',
            fields=[
                ('event_id', models.UUIDField(primary_key=True, serialize=False)),
                ('salt', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='Stamp',
            fields=[
                ('pk', models.CompositePrimaryKey('log', 'size', blank=True, editable=False, primary_key=True, serialize=False)),
                ('log', models.TextField()),
                ('size', models.BigIntegerField()),
                ('token', models.BinaryField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Leaf',
            fields=[
                ('pk', models.CompositePrimaryKey('log', 'index', blank=True, editable=False, primary_key=True, serialize=False)),
                ('log', models.TextField()),
                ('index', models.BigIntegerField()),
                ('hash', models.BinaryField()),
                ('event_id', models.UUIDField(null=True, unique=True)),
            ],
            options={
                'indexes': [models.Index(fields=['log', 'hash'], name='audit_leaf_by_hash')],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.TextField(unique=True)),
                ('person_id', models.BigIntegerField()),
                ('event_id', models.UUIDField()),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('state', models.TextField(default='open')),
                ('answer', models.TextField(default='')),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.BigIntegerField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['at'], name='audit_question_open')],
                'constraints': [models.UniqueConstraint(fields=('person_id', 'event_id'), name='audit_question_once'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True), ('answered_by__isnull', True), ('state', 'open')), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), ('state', 'answered'), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='audit_question_answered')],
            },
        ),
    ]
