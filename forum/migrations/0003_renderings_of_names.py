import forum.naming
import forum.shapes
from django.db import migrations, models

from forum.folding import folded


def fold_names(apps, schema_editor):
    """Let what is on file already be found in every script."""
    for person in apps.get_model('forum', 'Person').objects.all():
        texts = [f'{person.given_name} {person.family_name}', person.native_name]
        type(person).objects.filter(pk=person.pk).update(folded=folded(texts))
    for city in apps.get_model('forum', 'City').objects.all():
        texts = [*city.names.values(), city.native_name]
        type(city).objects.filter(pk=city.pk).update(folded=folded(texts))


class Migration(migrations.Migration):

    dependencies = [
        ('forum', '0002_saved_views'),
    ]

    operations = [
        migrations.AddField(
            model_name='city',
            name='folded',
            field=forum.naming.FoldedField(blank=True, default='', editable=False),
        ),
        migrations.AddField(
            model_name='office',
            name='envelope_lines',
            field=models.JSONField(blank=True, default=dict, validators=[forum.shapes.check_texts], verbose_name='lines on the envelope'),
        ),
        migrations.AddField(
            model_name='office',
            name='honorifics',
            field=models.JSONField(blank=True, default=dict, validators=[forum.shapes.check_texts], verbose_name='honorifics'),
        ),
        migrations.AddField(
            model_name='office',
            name='spoken_forms',
            field=models.JSONField(blank=True, default=dict, validators=[forum.shapes.check_texts], verbose_name='spoken forms of address'),
        ),
        migrations.AddField(
            model_name='person',
            name='courtesies',
            field=models.JSONField(blank=True, default=dict, validators=[forum.shapes.check_texts, forum.naming.check_renderings], verbose_name='courtesy titles'),
        ),
        migrations.AddField(
            model_name='person',
            name='folded',
            field=forum.naming.FoldedField(blank=True, default='', editable=False),
        ),
        migrations.AddField(
            model_name='person',
            name='name_language',
            field=models.CharField(blank=True, max_length=20, validators=[forum.shapes.check_tag], verbose_name='language of the name'),
        ),
        migrations.AddField(
            model_name='person',
            name='names_in',
            field=models.JSONField(blank=True, default=dict, validators=[forum.shapes.check_texts, forum.naming.check_renderings], verbose_name='name for readers of each language'),
        ),
        migrations.AddField(
            model_name='person',
            name='renderings',
            field=models.JSONField(blank=True, default=dict, validators=[forum.naming.check_renderings], verbose_name='renderings'),
        ),
        migrations.AlterField(
            model_name='person',
            name='family_name',
            field=forum.naming.NameField(blank=True, max_length=120, verbose_name='family name'),
        ),
        migrations.AlterField(
            model_name='person',
            name='given_name',
            field=forum.naming.NameField(blank=True, max_length=120, verbose_name='given names'),
        ),
        migrations.AlterField(
            model_name='person',
            name='native_name',
            field=forum.naming.NameField(blank=True, max_length=200, verbose_name='name in its own script'),
        ),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
    ]
