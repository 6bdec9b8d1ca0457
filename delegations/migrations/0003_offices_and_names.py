import django.db.models.deletion
import forum.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('delegations', '0002_who_is_asked_for_what'),
        ('forum', '0003_renderings_of_names'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HolderChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.CharField(max_length=10, verbose_name='since')),
                ('by_name', models.CharField(max_length=200, verbose_name='entered by')),
                ('at', models.DateTimeField(default=forum.clock.now, verbose_name='entered')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('former', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forum.person')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='forum.office')),
                ('successor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forum.person')),
            ],
            options={
                'verbose_name': 'change of holder',
                'verbose_name_plural': 'changes of holder',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='NameSignOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('signed', models.JSONField(default=dict, verbose_name='names as they were signed')),
                ('seal', models.CharField(max_length=64, verbose_name='seal of the names')),
                ('signed_by', models.CharField(max_length=200, verbose_name='signed off by')),
                ('at', models.DateTimeField(default=forum.clock.now, verbose_name='at')),
                ('delegate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='name_signoffs', to='delegations.delegate')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'sign-off of names',
                'verbose_name_plural': 'sign-offs of names',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Reissue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('draft', 'Letter not yet sent: it names whoever holds the office on the day it goes out'), ('letter', 'Letter sent: it named the former holder'), ('signatory', 'Letters of the host: the new holder signs'), ('head', 'Head of the delegation: the former holder is entered'), ('member', 'Member of the delegation: the former holder is entered'), ('names', "Names signed off: they are the former holder's"), ('account', 'Account: the former holder signs in'), ('mandate', 'Mandate: the former holder may act for the delegation'), ('precedence', 'Order of precedence: the day of taking office counts'), ('part', 'Programme: the former holder has a part')], max_length=20, verbose_name='what')),
                ('target', models.PositiveBigIntegerField(verbose_name='key of the row')),
                ('subject', models.CharField(max_length=300, verbose_name='about')),
                ('route', models.CharField(max_length=60, verbose_name='where')),
                ('route_key', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='key in the address')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done')),
                ('done_by_name', models.CharField(blank=True, max_length=200, verbose_name='done by')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reissues', to='delegations.holderchange')),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reissues', to='forum.edition')),
            ],
            options={
                'verbose_name': 'follow-up of a change of holder',
                'verbose_name_plural': 'follow-ups of a change of holder',
                'ordering': ['id'],
            },
        ),
        migrations.AddConstraint(
            model_name='holderchange',
            constraint=models.CheckConstraint(condition=models.Q(('former', None), models.Q(('former', models.F('successor')), _negated=True), _connector='OR'), name='holder_changes_to_somebody_else'),
        ),
        migrations.AddConstraint(
            model_name='namesignoff',
            constraint=models.UniqueConstraint(models.F('delegate'), models.F('number'), name='signoff_number_once_per_delegate'),
        ),
        migrations.AddConstraint(
            model_name='namesignoff',
            constraint=models.CheckConstraint(condition=models.Q(('signed_by', ''), _negated=True), name='signoff_says_who'),
        ),
        migrations.AddConstraint(
            model_name='reissue',
            constraint=models.UniqueConstraint(models.F('change'), models.F('edition'), models.F('kind'), models.F('target'), name='each_thing_once_per_change_and_edition'),
        ),
        migrations.AddConstraint(
            model_name='reissue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('done_by_name', '')), models.Q(('done_at__isnull', False), models.Q(('done_by_name', ''), _negated=True)), _connector='OR'), name='what_is_done_says_by_whom'),
        ),
    ]
